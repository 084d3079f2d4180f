//! The tables of a desk, as all storages have them.

use std::fmt;

use uuid::Uuid;

/// A table. Its columns have an order of their own, and each storage its own names for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// id, name, folded, uses
    Places,
    /// row, id, number, status, category, category by, sure, opened, modified, closed, version, version of the description, version
    /// of the place, messages, last word, waiting since, stamp, anonymised, place's id, place, assignment, description
    Tickets,
    /// ticket, the id of the ticket that it follows
    FollowUps,
    /// ticket, version, id, role, name, at, stamp, body
    Messages,
    /// ticket, version, command, fingerprint, at, role, name, event, stamp, first stamp, given at
    History,
    /// number, ticket, version, at, classified, category
    Corrections,
    /// number, version, base, adopted at, corrections, trial, layer
    Models,
    /// status, category, sure, tickets
    Counts,
    /// category, sure, tickets
    Waiting,
    /// classified, category, tickets
    Reviewed,
    /// one, base, learned to, in use, lesson
    Learning,
    /// one, feed, last row, last number, last correction
    Numbers,
}

/// The kind of a column's values. Each may be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An integer.
    Number,
    /// Yes or no.
    Flag,
    /// A UUID.
    Id,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An integer.
    Number(Option<i64>),
    /// Yes or no.
    Flag(Option<bool>),
    /// A UUID.
    Id(Option<Uuid>),
    /// A text.
    Text(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

/// The values of a row, in the order of the table's columns.
pub type Row = Vec<Value>;

impl Table {
    /// All tables, in an order in which they can be written: a row refers to rows of tables before it only.
    pub const ALL: [Self; 12] = [
        Self::Places,
        Self::Tickets,
        Self::FollowUps,
        Self::Messages,
        Self::History,
        Self::Corrections,
        Self::Models,
        Self::Counts,
        Self::Waiting,
        Self::Reviewed,
        Self::Learning,
        Self::Numbers,
    ];

    /// The kinds of the columns.
    #[must_use]
    pub const fn kinds(self) -> &'static [Kind] {
        use Kind::{Bytes as B, Flag as F, Id as I, Number as N, Text as T};
        match self {
            Self::Places => &[N, T, T, N],
            Self::Tickets => &[N, I, N, N, N, N, F, N, N, N, N, N, N, N, N, N, N, F, N, T, T, T],
            Self::FollowUps => &[N, I],
            Self::Messages => &[N, N, I, N, T, N, N, T],
            Self::History => &[N, N, I, B, N, N, T, T, N, N, N],
            Self::Corrections => &[N, N, N, N, N, N],
            Self::Models => &[N, T, T, N, N, T, B],
            Self::Counts => &[N, N, F, N],
            Self::Waiting => &[N, F, N],
            Self::Reviewed => &[N, N, N],
            Self::Learning => &[N, T, N, T, T],
            Self::Numbers => &[N, N, N, N, N],
        }
    }

    /// The number of columns, from the first on, that are the key. They are numbers and flags.
    #[must_use]
    pub const fn key(self) -> usize {
        match self {
            Self::Messages | Self::History | Self::Waiting | Self::Reviewed => 2,
            Self::Counts => 3,
            Self::Places
            | Self::Tickets
            | Self::FollowUps
            | Self::Corrections
            | Self::Models
            | Self::Learning
            | Self::Numbers => 1,
        }
    }

    /// The values of a row's key, for messages.
    pub(super) fn key_text(self, row: &Row) -> String {
        let values = row.iter().take(self.key()).map(|value| match value {
            Value::Number(Some(number)) => number.to_string(),
            Value::Flag(Some(flag)) => flag.to_string(),
            _ => String::new(),
        });
        values.collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Places => "places",
            Self::Tickets => "tickets",
            Self::FollowUps => "follow-ups",
            Self::Messages => "messages",
            Self::History => "history",
            Self::Corrections => "corrections",
            Self::Models => "models",
            Self::Counts => "counts",
            Self::Waiting => "waiting",
            Self::Reviewed => "reviewed",
            Self::Learning => "learning",
            Self::Numbers => "numbers",
        })
    }
}
