//! Texts that are nearly the same: left out of the corpus, and never shared with what is measured on.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Text;
use crate::features::{Feature, each_feature};
use crate::words::words;

/// Two texts that share so much of their words and pairs (Jaccard index) are nearly the same.
const NEARLY_THE_SAME: f64 = 0.6;

/// Two texts that are nearly the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The text of the first set.
    pub one: String,
    /// Its twin in the second.
    pub other: String,
}

/// The texts without those nearly the same as one before them, and the pairs that were found.
#[must_use]
pub fn without_twins(texts: Vec<Text>) -> (Vec<Text>, Vec<Twin>) {
    let mut kept = Index::default();
    let mut twins = Vec::new();
    let mut rest = Vec::new();
    for text in texts {
        match kept.twin_of(&text.text) {
            Some(other) => twins.push(Twin {
                one: text.text,
                other,
            }),
            None => {
                kept.add(&text.text);
                rest.push(text);
            }
        }
    }
    (rest, twins)
}

/// The pairs of a text of `corpus` and one of `measured` that are nearly the same.
#[must_use]
pub fn twins_between(corpus: &[Text], measured: &[Text]) -> Vec<Twin> {
    let mut index = Index::default();
    for text in measured {
        index.add(&text.text);
    }
    corpus
        .iter()
        .filter_map(|text| {
            let other = index.twin_of(&text.text)?;
            Some(Twin {
                one: text.text.clone(),
                other,
            })
        })
        .collect()
}

/// Which texts hold which words and pairs.
#[derive(Default)]
struct Index {
    texts: Vec<(String, usize)>,
    holding: HashMap<u32, Vec<usize>>,
}

impl Index {
    fn add(&mut self, text: &str) {
        let hashes = distinct(text);
        for hash in &hashes {
            self.holding.entry(*hash).or_default().push(self.texts.len());
        }
        self.texts.push((text.to_owned(), hashes.len()));
    }

    fn twin_of(&self, text: &str) -> Option<String> {
        let hashes = distinct(text);
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for index in hashes.iter().filter_map(|hash| self.holding.get(hash)).flatten() {
            *shared.entry(*index).or_default() += 1;
        }
        shared.into_iter().find_map(|(index, shared)| {
            let (other, size) = self.texts.get(index)?;
            let either = hashes.len() + size - shared;
            (jaccard(shared, either) >= NEARLY_THE_SAME).then(|| other.clone())
        })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a text has some thousand features at most"
)]
fn jaccard(shared: usize, either: usize) -> f64 {
    shared as f64 / either.max(1) as f64
}

fn distinct(text: &str) -> HashSet<u32> {
    let mut hashes = HashSet::new();
    each_feature(&words(text), |feature, hash| {
        if !matches!(feature, Feature::Piece(_)) {
            hashes.insert(hash);
        }
    });
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use tickets::Category;

    fn text(text: &str) -> Text {
        Text {
            text: text.to_owned(),
            category: Category::TechnicalIt,
            theme: "t".to_owned(),
        }
    }

    #[test]
    fn the_same_report_with_other_digits_or_one_other_word_is_a_twin() {
        let first = "The projector in room 12 shows a pink picture since this morning";
        let second = "the projector in room 14 shows a pink picture since yesterday morning!!";
        let other = "The printer on the second floor eats every second page";
        let (kept, twins) = without_twins(vec![text(first), text(second), text(other)]);
        assert_eq!(kept, [text(first), text(other)]);
        assert_eq!(twins.len(), 1);
        assert_eq!(
            twins_between(&[text(second)], &[text(first), text(other)]).len(),
            1
        );
    }
}
