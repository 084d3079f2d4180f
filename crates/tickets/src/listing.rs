//! The filter and the order of a list of tickets.

use chrono::{DateTime, Utc};
use strum::{Display, EnumString, IntoStaticStr};

use crate::{Category, Status};

/// The conditions that every listed ticket meets. The default matches all tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The ticket's status.
    pub status: Option<Status>,
    /// Whether closed tickets are excluded.
    pub unclosed: bool,
    /// The ticket's category.
    pub category: Option<Category>,
    /// Whether the category is sure.
    pub sure: Option<bool>,
    /// The classifier's category of a reviewed ticket ([`Ticket::reviewed_category`](crate::Ticket::reviewed_category)).
    pub classified: Option<Category>,
    /// The ticket's place, compared case-insensitively.
    pub place: Option<String>,
    /// When the ticket was opened.
    pub opened: Span,
    /// When the ticket was closed.
    pub closed: Span,
    /// The ticket's number.
    pub number: Option<u64>,
    /// Search terms: each occurs in the description, the place or a message.
    pub terms: Vec<Term>,
}

/// A half-open span of time: `from` is included, `until` is not; `None` is unbounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first instant.
    pub from: Option<DateTime<Utc>>,
    /// The first instant after the span.
    pub until: Option<DateTime<Utc>>,
}

/// A search term. Case and diacritics are ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A whole word.
    Word(String),
    /// The beginning of a word.
    Prefix(String),
    /// Adjacent words in this order.
    Phrase(String),
}

/// The order of a list. Ties are broken by the order in which the store received the tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Order {
    /// Latest `opened_at` first.
    #[default]
    Newest,
    /// Earliest `opened_at` first.
    Oldest,
    /// Earliest `waiting_since` first; then the tickets whose user is not waiting, oldest first.
    LongestWaiting,
}

impl Order {
    /// All orders, in display order.
    pub const ALL: [Self; 3] = [Self::Newest, Self::Oldest, Self::LongestWaiting];

    /// The order's name in forms and settings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
