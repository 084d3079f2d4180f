//! What the page says under a search that could not be read to the letter.

use thiserror::Error;

/// What was not understood, and what would be. Its `Display` is the sentence for the page.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Hint {
    /// Nothing in it can be looked for.
    #[error("“{0}” has no letters or digits, so it was left out")]
    NoLetters(String),
    /// Too few letters before a star.
    #[error("“{0}” was looked for as a whole word: write at least two letters before *")]
    PrefixTooShort(String),
    /// Too many words.
    #[error("only the first 32 words were looked for")]
    TooManyWords,
    /// Too many characters.
    #[error("only the first 1,000 characters were read")]
    TooLong,
    /// No number after `#`.
    #[error("“{0}” is no ticket number: write # and digits, such as #123")]
    NoNumber(String),
    /// No status.
    #[error("“status:{0}” was left out: there are status:open, status:active and status:closed")]
    NoStatus(String),
    /// Nothing that a ticket can be.
    #[error("“is:{0}” was left out: there are is:unclosed, is:sure and is:unsure")]
    NotIs(String),
    /// No category.
    #[error(
        "“category:{0}” was left out: there are facility-management, technical-it and services-complaints"
    )]
    NoCategory(String),
    /// No category after `classified:`.
    #[error(
        "“classified:{0}” was left out: there are classified:facility-management, classified:technical-it and classified:services-complaints"
    )]
    NoClassified(String),
    /// No place after `place:`.
    #[error("“place:” needs a place; put quotes around one with blanks, such as place:\"Hall B\"")]
    NoPlace,
    /// No dates.
    #[error("“{key}:{value}” was left out: write dates such as {key}:2026-03-01..2026-04-01")]
    NoDates {
        /// `opened` or `closed`.
        key: &'static str,
        /// What stood after it.
        value: String,
    },
    /// A span that ends before it begins.
    #[error("nothing can be found: “{key}:{value}” ends before it begins (the last day is not included)")]
    EmptySpan {
        /// `opened` or `closed`.
        key: &'static str,
        /// What stood after it.
        value: String,
    },
    /// Said twice.
    #[error("“{0}” was given more than once; the last one counts")]
    Twice(&'static str),
    /// Parts that contradict each other.
    #[error("nothing can be found: a ticket is either closed or not")]
    ClosedAndUnclosed,
    /// Something before a colon that is no filter.
    #[error(
        "“{0}:” is no filter, so it was looked for as text; there are status:, is:, category:, classified:, place:, opened: and closed:"
    )]
    UnknownKey(String),
}
