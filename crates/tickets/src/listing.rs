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
    /// Whether only tickets are included whose reporter waits for the helpdesk
    /// ([`Ticket::waiting_since`](crate::Ticket::waiting_since)). A closed ticket waits for nobody.
    pub waiting: bool,
    /// The ticket's category.
    pub category: Option<Category>,
    /// Whether the category is sure.
    pub sure: Option<bool>,
    /// The classifier's category of a reviewed ticket ([`Ticket::reviewed_category`](crate::Ticket::reviewed_category)).
    pub classified: Option<Category>,
    /// The ticket's whole place, compared without case and with any blanks. See [`Term::Place`] for words of it.
    pub place: Option<String>,
    /// When the ticket was opened.
    pub opened: Span,
    /// When the ticket was closed.
    pub closed: Span,
    /// The ticket's number.
    pub number: Option<u64>,
    /// Search terms: the ticket meets each of them.
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

/// A search term. Texts are compared in their [normal form](crate::normal_form): case, diacritics and hyphens are ignored.
/// They are searched for in the description, the place, the messages, and the names of the reporter and of the authors
/// of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A word in any of its forms, such as the plural.
    Word(String),
    /// The beginning of a word.
    Prefix(String),
    /// A word that is still being typed: the beginning of a word, or a whole word in any of its forms.
    Unfinished(String),
    /// Exactly these words, adjacent and in this order.
    Phrase(String),
    /// The ticket's place has a word that begins with each of these words. A word of one letter is a whole word.
    Place(String),
    /// The ticket's status.
    Status(Status),
    /// The ticket's category.
    Category(Category),
    /// Whether the category is sure.
    Sure(bool),
    /// At least one of these terms.
    Any(Vec<Self>),
    /// The ticket does not meet this term.
    Not(Box<Self>),
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
