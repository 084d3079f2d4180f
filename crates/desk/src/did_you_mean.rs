//! Corrects the spelling of a search that finds nothing.
//!
//! A word that no visible ticket contains is compared with the words that differ from it by one letter. There are some
//! hundred of them, and each is looked up in the full-text index, so that the cost does not depend on the number of tickets.

use chrono::TimeZone;
use store::StoreError;
use tickets::normal_form::normal_form;
use tickets::{Filter, Role, Term, search};

use crate::Desk;
use crate::lists::filter_for;

/// The lengths of words that are corrected, in letters. Shorter words differ by one letter from many others.
const CORRECTED: std::ops::RangeInclusive<usize> = 4..=20;

/// The maximum number of words of a search that are corrected.
const MOST_WORDS: usize = 2;

/// Candidates are compared by the number of their tickets up to this one.
const MOST_TICKETS: usize = 50;

impl Desk {
    /// The search with its misspelled words corrected, if the caller may see tickets that it finds; for a search that
    /// finds nothing. Dates are days in `zone`.
    pub fn did_you_mean<Z: TimeZone>(
        &self,
        role: Role,
        text: &str,
        zone: &Z,
    ) -> Result<Option<String>, StoreError> {
        let mut corrected = text.to_owned();
        for word in words(&search::parse(text, zone).0) {
            if let Some(better) = self.respell(role, &word)? {
                corrected = corrected.replacen(&word, &better, 1);
            }
        }
        let finds = corrected != text && self.count(role, search::parse(&corrected, zone).0, 1)? > 0;
        Ok(finds.then_some(corrected))
    }

    /// The most frequent word that differs by one letter from a word that no ticket contains.
    fn respell(&self, role: Role, word: &str) -> Result<Option<String>, StoreError> {
        let filter = Filter {
            terms: vec![Term::Unfinished(word.to_owned())],
            ..Filter::default()
        };
        let letters: Vec<char> = normal_form(word).chars().collect();
        let correctable = CORRECTED.contains(&letters.len()) && letters.iter().all(char::is_ascii_lowercase);
        if !correctable || self.count(role, filter, 1)? > 0 {
            return Ok(None);
        }
        let candidates = neighbours(&letters);
        let unclosed = role == Role::User;
        let counts = self.store.occurrences(&candidates, unclosed, MOST_TICKETS)?;
        let mut best: Option<(String, usize)> = None;
        for (candidate, count) in candidates.into_iter().zip(counts) {
            if count > best.as_ref().map_or(0, |(_, most)| *most) {
                best = Some((candidate, count));
            }
        }
        Ok(best.map(|(word, _)| word))
    }

    /// The number of tickets that a role finds; `most` if there are more.
    pub fn count(&self, role: Role, filter: Filter, most: usize) -> Result<usize, StoreError> {
        match filter_for(role, filter) {
            Some(filter) => self.store.count(&filter, most),
            None => Ok(0),
        }
    }
}

/// The plain words of a search.
fn words(filter: &Filter) -> impl Iterator<Item = String> {
    let word = |term: &Term| match term {
        Term::Word(word) => Some(word.clone()),
        _ => None,
    };
    filter.terms.iter().filter_map(word).take(MOST_WORDS)
}

/// The words that differ by one letter, or by two that are swapped. The likeliest mistakes come first: swapped letters, a
/// letter too many, a letter too few, a wrong letter.
fn neighbours(word: &[char]) -> Vec<String> {
    let with = |at: usize, removed: usize, added: &[char]| -> String {
        let (before, after) = word.split_at(at.min(word.len()));
        before
            .iter()
            .chain(added)
            .chain(after.iter().skip(removed))
            .collect()
    };
    let pairs = word.windows(2).enumerate();
    let swapped = pairs.map(|(at, pair)| with(at, 2, &pair.iter().rev().copied().collect::<Vec<_>>()));
    let mut words: Vec<String> = swapped.collect();
    words.extend((0..word.len()).map(|at| with(at, 1, &[])));
    for removed in [0, 1] {
        for at in 0..=word.len() - removed {
            words.extend(('a'..='z').map(|letter| with(at, removed, &[letter])));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_differ_by_one_letter_or_by_two_that_are_swapped() {
        let of = |word: &str| neighbours(&word.chars().collect::<Vec<_>>());
        for misspelled in [
            "eduraom", "edurom", "eduroaam", "edurosm", "eduroa", "duroam", "eduroamm",
        ] {
            assert!(of(misspelled).contains(&"eduroam".to_owned()), "{misspelled}");
        }
        assert!(of(&"x".repeat(20)).len() < 1_200, "the cost is bounded");
    }
}
