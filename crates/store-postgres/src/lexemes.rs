//! Tokens as lexemes of PostgreSQL: written into vectors, and looked for by queries. The tokens come from
//! `store::shared::tokens`, so that every storage finds the same.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, Utc};
use store::shared::tokens::MARK;

/// The longest lexeme, in bytes. PostgreSQL allows 2,046; longer words that begin alike are one word.
const LONGEST: usize = 1_000;

/// The last position of a lexeme that PostgreSQL stores. Words behind it are found, but not as parts of a phrase.
const LAST_POSITION: usize = 16_383;

/// The longest vector as text, in bytes. PostgreSQL allows a megabyte of lexemes and positions.
const LONGEST_VECTOR: usize = 900_000;

/// A vector under construction, in the text form of PostgreSQL.
#[derive(Debug, Default)]
pub(crate) struct Vector {
    text: String,
    position: usize,
}

impl Vector {
    /// Adds a text as it is indexed: tokens separated by blanks. No phrase matches across two texts, nor across a break
    /// within the text.
    pub(crate) fn add_text(&mut self, index_text: &str) {
        self.position += 1;
        for token in index_text.split(' ').filter(|token| !token.is_empty()) {
            self.position += 1;
            if token.chars().all(|letter| letter == MARK) {
                continue;
            }
            if self.text.len() > LONGEST_VECTOR {
                return;
            }
            let _ = if self.position <= LAST_POSITION {
                write!(self.text, "{}:{} ", lexeme(token), self.position)
            } else {
                write!(self.text, "{} ", lexeme(token))
            };
        }
    }

    /// Adds a word without a position, such as a filter word.
    pub(crate) fn add_word(&mut self, word: &str) {
        let _ = write!(self.text, "{} ", lexeme(word));
    }

    /// The text form.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// A token as a quoted lexeme.
pub(crate) fn lexeme(token: &str) -> String {
    let end = (0..=LONGEST.min(token.len()))
        .rev()
        .find(|at| token.is_char_boundary(*at));
    let token = end.and_then(|end| token.get(..end)).unwrap_or(token);
    format!("'{}'", token.replace('\\', "\\\\").replace('\'', "''"))
}

/// The words of the month and the year in which a ticket was opened: a search that asks for the newest tickets looks at the
/// matches of one month first.
pub(crate) fn time_words(opened_at: DateTime<Utc>) -> [String; 2] {
    [month(opened_at.year(), opened_at.month()), year(opened_at.year())]
}

/// The word of a month.
pub(crate) fn month(year: i32, month: u32) -> String {
    format!("{MARK}m{year}-{month:02}")
}

/// The word of a year.
pub(crate) fn year(year: i32) -> String {
    format!("{MARK}t{year}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_apart_and_words_of_one_text_adjacent() {
        let mut vector = Vector::default();
        vector.add_text("the lift \u{E000} lifts");
        vector.add_text("hall b");
        vector.add_word("\u{E000}s0");
        assert_eq!(
            vector.into_text(),
            "'the':2 'lift':3 'lifts':5 'hall':7 'b':8 '\u{E000}s0' "
        );
    }

    #[test]
    fn long_tokens_are_cut_and_late_ones_have_no_position() {
        assert_eq!(lexeme(&"é".repeat(900)), format!("'{}'", "é".repeat(500)));
        assert_eq!(lexeme("it's\\"), "'it''s\\\\'");
        let mut vector = Vector::default();
        vector.add_text(&"a ".repeat(LAST_POSITION + 5));
        let text = vector.into_text();
        assert!(text.contains("'a':16383 'a' ") && text.ends_with("'a' "));
    }

    #[test]
    fn a_time_has_a_word_for_its_month_and_its_year() {
        let time = "2026-03-02T09:00:00Z".parse().unwrap();
        assert_eq!(time_words(time), ["\u{E000}m2026-03", "\u{E000}t2026"]);
    }
}
