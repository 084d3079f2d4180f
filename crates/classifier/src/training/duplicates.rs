//! Finds near-duplicates: removed from the corpus, and forbidden between the corpus and texts to measure with.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Text;
use crate::features::{Feature, each_feature};
use crate::words::own_words;

/// Two texts with at least this Jaccard index over their words and pairs are near-duplicates.
const LEAST_SIMILARITY: f64 = 0.6;

/// Two texts that are nearly the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearDuplicate {
    /// The text of the first set, or the removed text.
    pub one: String,
    /// The text of the second set, or the text that stays.
    pub other: String,
}

/// Removes each text that is a near-duplicate of an earlier text. Also returns the pairs.
#[must_use]
pub fn without_near_duplicates(texts: Vec<Text>) -> (Vec<Text>, Vec<NearDuplicate>) {
    let mut index = Index::default();
    let mut duplicates = Vec::new();
    let mut unique = Vec::new();
    for text in texts {
        match index.near_duplicate_of(&text.text) {
            Some(other) => duplicates.push(NearDuplicate {
                one: text.text,
                other,
            }),
            None => {
                index.add(&text.text);
                unique.push(text);
            }
        }
    }
    (unique, duplicates)
}

/// The near-duplicates between `corpus` and `measured`.
#[must_use]
pub fn near_duplicates_between(corpus: &[Text], measured: &[Text]) -> Vec<NearDuplicate> {
    let mut index = Index::default();
    for text in measured {
        index.add(&text.text);
    }
    corpus
        .iter()
        .filter_map(|text| {
            let other = index.near_duplicate_of(&text.text)?;
            Some(NearDuplicate {
                one: text.text.clone(),
                other,
            })
        })
        .collect()
}

/// An inverted index: the texts by their words and pairs.
#[derive(Default)]
struct Index {
    texts: Vec<(String, usize)>,
    by_hash: HashMap<u32, Vec<usize>>,
}

impl Index {
    fn add(&mut self, text: &str) {
        let hashes = distinct(text);
        for hash in &hashes {
            self.by_hash.entry(*hash).or_default().push(self.texts.len());
        }
        self.texts.push((text.to_owned(), hashes.len()));
    }

    fn near_duplicate_of(&self, text: &str) -> Option<String> {
        let hashes = distinct(text);
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for index in hashes.iter().filter_map(|hash| self.by_hash.get(hash)).flatten() {
            *shared.entry(*index).or_default() += 1;
        }
        shared.into_iter().find_map(|(index, shared)| {
            let (other, size) = self.texts.get(index)?;
            let either = hashes.len() + size - shared;
            (jaccard(shared, either) >= LEAST_SIMILARITY).then(|| other.clone())
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
    each_feature(&own_words(text), |feature, hash| {
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
    fn a_report_with_other_digits_or_one_other_word_is_a_near_duplicate() {
        let first = "The projector in room 12 shows a pink picture since this morning";
        let second = "the projector in room 14 shows a pink picture since yesterday morning!!";
        let other = "The printer on the second floor eats every second page";
        let (unique, duplicates) = without_near_duplicates(vec![text(first), text(second), text(other)]);
        assert_eq!(unique, [text(first), text(other)]);
        assert_eq!(duplicates.len(), 1);
        assert_eq!(
            near_duplicates_between(&[text(second)], &[text(first), text(other)]).len(),
            1
        );
    }
}
