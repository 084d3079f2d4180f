//! A sample of the corpus that protects the shipped model's knowledge while a campus layer is trained.

use tickets::Category;

use super::Correction;

/// A sample of the corpus, written by `cargo xtask train`: one `category<tab>text` per line.
static TEXTS: &str = include_str!("../../model/guard.tsv");

/// The sample in two halves: one is replayed during training, the other tests the layer.
pub(super) struct Guard {
    replayed: Vec<Correction>,
    tested: Vec<Correction>,
}

impl Guard {
    pub(super) fn shipped() -> Self {
        let (replayed, tested): (Vec<_>, Vec<_>) = TEXTS
            .lines()
            .filter_map(|line| {
                let (category, text) = line.split_once('\t')?;
                let category: Category = category.parse().ok()?;
                Some(Correction {
                    text: text.to_owned(),
                    category,
                })
            })
            .enumerate()
            .partition(|(index, _)| index % 2 == 0);
        let texts = |half: Vec<(usize, Correction)>| half.into_iter().map(|(_, text)| text).collect();
        Self {
            replayed: texts(replayed),
            tested: texts(tested),
        }
    }

    pub(super) fn replayed(&self) -> &[Correction] {
        &self.replayed
    }

    pub(super) fn tested(&self) -> &[Correction] {
        &self.tested
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_hold_more_than_100_texts_of_each_category() {
        let guard = Guard::shipped();
        for category in Category::ALL {
            for half in [guard.replayed(), guard.tested()] {
                assert!(half.iter().filter(|text| text.category == category).count() > 100);
            }
        }
    }
}
