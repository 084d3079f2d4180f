//! Texts of the shipped themes, so that what a campus teaches does not make it forget the rest.

use tickets::Category;

use super::Correction;

/// A sample of the corpus, written by `cargo xtask train`: `category<tab>text`, one a line.
static TEXTS: &str = include_str!("../../model/guard.tsv");

/// Half of the sample is replayed while a layer is trained, the other half tries it.
pub(super) struct Guard {
    replayed: Vec<Correction>,
    tried: Vec<Correction>,
}

impl Guard {
    pub(super) fn shipped() -> Self {
        let (replayed, tried): (Vec<_>, Vec<_>) = TEXTS
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
            tried: texts(tried),
        }
    }

    pub(super) fn replayed(&self) -> &[Correction] {
        &self.replayed
    }

    pub(super) fn tried(&self) -> &[Correction] {
        &self.tried
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guard_knows_all_categories() {
        let guard = Guard::shipped();
        for category in Category::ALL {
            for half in [guard.replayed(), guard.tried()] {
                assert!(half.iter().filter(|text| text.category == category).count() > 100);
            }
        }
    }
}
