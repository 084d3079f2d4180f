//! Which tickets a list shows, and in what order.

use chrono::{DateTime, Utc};

use crate::{Category, Status};

/// Conditions that all must hold. The default lets every ticket through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this status.
    pub status: Option<Status>,
    /// Only open and active ones.
    pub unclosed: bool,
    /// Only this category.
    pub category: Option<Category>,
    /// Only those whose category is sure, or is not.
    pub sure: Option<bool>,
    /// Only those that the helpdesk has looked at and the classifier had classified under this category.
    pub classified: Option<Category>,
    /// Only those at this place (compared without case).
    pub place: Option<String>,
    /// Only those opened in this span.
    pub opened: Span,
    /// Only those closed in this span.
    pub closed: Span,
    /// Only the one with this number.
    pub number: Option<u64>,
    /// What must occur in the ticket: in its description, its place or any of its messages.
    pub terms: Vec<Term>,
}

/// A half-open span of time: `from` is in it, `until` is not; what is left out is unbounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Its beginning.
    pub from: Option<DateTime<Utc>>,
    /// Its end.
    pub until: Option<DateTime<Utc>>,
}

/// Something that must occur in a ticket's texts; case and diacritics don't count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// The whole word.
    Word(String),
    /// A word that begins so.
    Prefix(String),
    /// These words, next to each other in this order.
    Phrase(String),
}

/// The order of a list. Ties are broken by the order in which this store met the tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Last opened first.
    #[default]
    Newest,
    /// First opened first.
    Oldest,
    /// Whose user has waited longest for the helpdesk first; then those that nobody waits for, oldest first.
    LongestWaiting,
}

impl Order {
    /// All orders, as they are offered.
    pub const ALL: [Self; 3] = [Self::Newest, Self::Oldest, Self::LongestWaiting];

    /// As written in forms and settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::LongestWaiting => "longest-waiting",
        }
    }
}

impl std::str::FromStr for Order {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|order| order.as_str() == text)
            .ok_or(())
    }
}
