//! Finds what a reporter wrote about the problem: a report without signature, quoted replies and confidentiality
//! footers. "Service Desk Analyst | IT Services" below "the toilet is blocked" says nothing about the toilet.
//!
//! ```text
//!   text -> lines -> quoted? -> sentences -> footer? -> signature? -> own text
//!                       └─ only "see below" remains: the quoted text counts instead
//! ```
//! The rules are conservative: when in doubt, text counts. The classifier reads only the own text, and the page marks
//! only words of it.

mod footer;
mod phrases;
mod quotes;
mod signature;
mod units;
mod words;

use std::ops::Range;

use phrases::{FORWARDING_WORDS, TRIGGERS};
use units::{Unit, lines, units};

/// The part of a report that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnText {
    /// Byte ranges on character boundaries, in order. They cover the whole text if nothing is left out.
    pub ranges: Vec<Range<usize>>,
    /// The text consists of signature and footer only. It counts as a whole, but says nothing.
    pub only_boilerplate: bool,
}

impl OwnText {
    fn whole(text: &str, only_boilerplate: bool) -> Self {
        Self {
            ranges: std::iter::once(0..text.len()).collect(),
            only_boilerplate,
        }
    }

    /// Whether the byte range is part of the own text.
    #[must_use]
    pub fn contains(&self, range: &Range<usize>) -> bool {
        self.ranges
            .iter()
            .any(|own| own.start <= range.start && range.end <= own.end)
    }
}

/// Finds the own text of a report.
#[must_use]
pub fn own_text(text: &str) -> OwnText {
    if !may_have_boilerplate(text) {
        return OwnText::whole(text, false);
    }
    let lines = lines(text);
    let quoted = quotes::find(text, &lines);
    let without_quotes = |line: usize| quoted.get(line).is_none_or(|part| part.is_own());
    let with_quotes = |line: usize| quoted.get(line).is_none_or(|part| !part.is_header());
    let mut left_out = false;
    for counts in [&without_quotes as &dyn Fn(usize) -> bool, &with_quotes] {
        let mut units = units(text, &lines, counts);
        footer::mark(&mut units);
        signature::mark(&mut units);
        left_out |= units.iter().any(|unit| unit.left_out);
        if units
            .iter()
            .any(|unit| !unit.left_out && says_something(unit.text))
        {
            return OwnText {
                ranges: own_ranges(&units),
                only_boilerplate: false,
            };
        }
    }
    OwnText::whole(text, left_out)
}

/// A quick test in one pass, so that a report of one line costs next to nothing.
fn may_have_boilerplate(text: &str) -> bool {
    let mut word = 0;
    for (at, letter) in text.char_indices() {
        if letter.is_alphabetic() {
            continue;
        }
        let is_layout = matches!(letter, '\n' | '\r' | '|' | '•');
        if is_layout || text.get(word..at).is_some_and(is_trigger) {
            return true;
        }
        word = at + letter.len_utf8();
    }
    text.get(word..).is_some_and(is_trigger)
}

/// Whether a word is one of the [`TRIGGERS`], without regard to the case of ASCII letters. Most words are shorter.
fn is_trigger(word: &str) -> bool {
    let letters = || word.bytes().map(|byte| byte.to_ascii_lowercase());
    let search = || TRIGGERS.binary_search_by(|trigger| trigger.bytes().cmp(letters()));
    word.len() > 2 && word.len() != 4 && search().is_ok()
}

/// Whether a sentence has a word that greetings and forwarded messages do not have.
fn says_something(text: &str) -> bool {
    words::words(text).any(|word| !FORWARDING_WORDS.contains(&word.as_str()))
}

/// The ranges of the units that count. Neighbours are joined.
fn own_ranges(units: &[Unit<'_>]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for unit in units {
        if !unit.left_out {
            match ranges.last_mut().filter(|_| joins) {
                Some(last) => last.end = unit.at.end,
                None => ranges.push(unit.at.clone()),
            }
        }
        joins = !unit.left_out && !unit.gap_after;
    }
    ranges
}

#[cfg(test)]
mod tests;
