//! Explanations for the parts of a search that have no meaning.

use thiserror::Error;

/// A part of a search that was not understood, and what can be written instead. `Display` is the sentence for the page.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Hint {
    /// The text has no letters or digits.
    #[error("“{0}” has no letters or digits, so it was ignored")]
    NoLetters(String),
    /// There are too few letters before a star.
    #[error("“{0}” was searched for as a whole word: write at least two letters before *")]
    PrefixTooShort(String),
    /// There are more words than [`MAX_TERMS`](super::MAX_TERMS).
    #[error("only the first 32 words were searched for")]
    TooManyWords,
    /// There are more characters than [`MAX_CHARACTERS`](super::MAX_CHARACTERS).
    #[error("only the first 1,000 characters were searched for")]
    TooLong,
    /// The text after `#` is not a number.
    #[error("“{0}” is not a ticket number: write # and digits, such as #123")]
    InvalidNumber(String),
    /// The value of `status:` is not a status.
    #[error("“status:{0}” was ignored: write status:open, status:active or status:closed")]
    UnknownStatus(String),
    /// The value of `is:` is not a property of tickets.
    #[error("“is:{0}” was ignored: write is:unclosed, is:sure or is:unsure")]
    UnknownProperty(String),
    /// The value of `category:` is not a category.
    #[error(
        "“category:{0}” was ignored: write category:facility-management, category:technical-it or category:services-complaints"
    )]
    UnknownCategory(String),
    /// The value of `classified:` is not a category.
    #[error(
        "“classified:{0}” was ignored: write classified:facility-management, classified:technical-it or classified:services-complaints"
    )]
    UnknownClassified(String),
    /// `place:` has no value.
    #[error("“place:” needs a place; put quotes around a place with spaces, such as place:\"Hall B\"")]
    MissingPlace,
    /// The value is not a date or a span of dates.
    #[error("“{key}:{value}” was ignored: write dates such as {key}:2026-10-01..2026-11-30 or {key}:2026-11")]
    InvalidDates {
        /// `opened` or `closed`.
        key: &'static str,
        /// The text after the colon.
        value: String,
    },
    /// The span ends before it begins.
    #[error("nothing can be found: “{key}:{value}” ends before it begins")]
    EmptySpan {
        /// `opened` or `closed`.
        key: &'static str,
        /// The text after the colon.
        value: String,
    },
    /// The filter is given more than once.
    #[error("“{0}” was given more than once; only the last one was used")]
    Repeated(&'static str),
    /// All terms leave tickets out.
    #[error("every ticket without {0} is listed: add a word, a phrase or a filter to search for")]
    OnlyExcluded(String),
    /// An `OR` has nothing before or behind it.
    #[error("“OR” was ignored: write it between two words, such as wifi OR eduroam")]
    LoneOr,
    /// An alternative of an `OR` has a minus.
    #[error("“{0}” is not part of the OR: tickets with it are left out in any case")]
    ExcludedAlternative(String),
    /// The part cannot be an alternative of an `OR`, and cannot be excluded.
    #[error("“{0}” was ignored: OR and - work with words, “phrases”, status:, is:, category: and place:")]
    NotCombinable(String),
    /// The search is for closed and for unclosed tickets.
    #[error("nothing can be found: no ticket is both closed and unclosed")]
    ClosedAndUnclosed,
    /// The text before a colon is not a filter.
    #[error(
        "“{0}:” is not a filter, so it was searched for as text; the filters are status:, is:, category:, classified:, place:, opened: and closed:"
    )]
    UnknownKey(String),
}

impl Hint {
    /// Whether a part of the search was left out, so that it finds more tickets than it asks for. A text without letters
    /// or digits, and a lone `#`, ask for nothing.
    #[must_use]
    pub fn widens(&self) -> bool {
        match self {
            Self::TooManyWords
            | Self::TooLong
            | Self::UnknownStatus(_)
            | Self::UnknownProperty(_)
            | Self::UnknownCategory(_)
            | Self::UnknownClassified(_)
            | Self::MissingPlace
            | Self::InvalidDates { .. }
            | Self::ExcludedAlternative(_)
            | Self::NotCombinable(_)
            | Self::Repeated(_) => true,
            // Text after the # was searched for; a number that is too long was not.
            Self::InvalidNumber(text) => {
                let number = text.trim_start_matches('#');
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            }
            Self::NoLetters(_)
            | Self::PrefixTooShort(_)
            | Self::EmptySpan { .. }
            | Self::OnlyExcluded(_)
            | Self::LoneOr
            | Self::ClosedAndUnclosed
            | Self::UnknownKey(_) => false,
        }
    }
}
