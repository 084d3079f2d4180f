//! Decodes rows of the tables: tickets, messages, lines of history.

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSqlError, Type, ValueRef};
use rusqlite::{Error, Result, Row, Rows};
use tickets::{
    Body, CommandId, Description, HistoryEntry, Message, MessageId, Name, Place, QueueRow, Role, Ticket,
    TicketId,
};
use uuid::Uuid;

use super::codes::Code;
use crate::Reporter;
use crate::shared::summary::summary;

/// A type that lists can return.
pub(super) trait Listed: Sized {
    /// Its columns of `ticket`.
    const COLUMNS: &'static str;

    /// Decodes a row that contains the columns from `first` on.
    fn read(row: &Row<'_>, first: usize) -> Result<Self>;
}

macro_rules! ticket_columns {
    ($follows:literal) => {
        concat!(
            "t.id, t.number, t.status, t.category, t.category_by, t.opened_at, t.modified_at, t.closed_at, \
            t.version, t.description_version, t.place_version, t.messages, t.last_word, t.waiting_since, t.place, \
            t.assignment, t.description, ",
            $follows
        )
    };
}

/// The columns of a [`Ticket`] in a desk before migration 6.
pub(super) const COLUMNS_WITHOUT_LINKS: &str = ticket_columns!("null");

impl Listed for Ticket {
    const COLUMNS: &'static str =
        ticket_columns!("(select f.follows from follow_up f where f.ticket = t.row)");

    fn read(row: &Row<'_>, first: usize) -> Result<Self> {
        let mut at = first..;
        let mut next = || at.next().unwrap_or(usize::MAX);
        Ok(Self {
            id: TicketId(id(row, next())?),
            number: row.get(next())?,
            status: row.get::<_, Code<_>>(next())?.0,
            category: row.get::<_, Code<_>>(next())?.0,
            category_by: row.get::<_, Code<_>>(next())?.0,
            opened_at: time(row, next())?,
            modified_at: time(row, next())?,
            closed_at: optional_time(row, next())?,
            version: row.get(next())?,
            description_version: row.get(next())?,
            place_version: row.get(next())?,
            messages: row.get(next())?,
            last_word: row.get::<_, Option<Code<_>>>(next())?.map(|code| code.0),
            waiting_since: optional_time(row, next())?,
            place: optional_text(row, next(), Place::from_stored)?,
            assignment: optional_json(row, next())?,
            description: text(row, next(), Description::from_stored)?,
            follows: optional_id(row, next())?.map(TicketId),
        })
    }
}

impl Listed for QueueRow {
    const COLUMNS: &'static str = "t.id, t.number, t.status, t.category, t.category_by, t.sure, t.opened_at, \
        t.closed_at, t.messages, t.last_word, t.waiting_since, t.place, t.description";

    fn read(row: &Row<'_>, first: usize) -> Result<Self> {
        let mut at = first..;
        let mut next = || at.next().unwrap_or(usize::MAX);
        Ok(Self {
            id: TicketId(id(row, next())?),
            number: row.get(next())?,
            status: row.get::<_, Code<_>>(next())?.0,
            category: row.get::<_, Code<_>>(next())?.0,
            category_by: row.get::<_, Code<_>>(next())?.0,
            sure: row.get(next())?,
            opened_at: time(row, next())?,
            closed_at: optional_time(row, next())?,
            messages: row.get(next())?,
            last_word: row.get::<_, Option<Code<_>>>(next())?.map(|code| code.0),
            waiting_since: optional_time(row, next())?,
            place: row.get(next())?,
            summary: summary(str_of(row, next())?),
        })
    }
}

/// The columns of `message` that [`message`] reads.
pub(super) const MESSAGE: &str = "m.id, m.body, m.role, m.name, m.at";

/// A message of the ticket `ticket`.
pub(super) fn message(row: &Row<'_>, ticket: TicketId) -> Result<Message> {
    Ok(Message {
        id: MessageId(id(row, 0)?),
        ticket,
        body: text(row, 1, Body::from_stored)?,
        role: row.get::<_, Code<_>>(2)?.0,
        name: optional_text(row, 3, Name::from_stored)?,
        created_at: time(row, 4)?,
    })
}

/// The columns of `history` that [`entry`] reads.
pub(super) const ENTRY: &str = "h.command, h.version, h.at, h.role, h.name, h.event";

/// A line of history.
pub(super) fn entry(row: &Row<'_>) -> Result<HistoryEntry> {
    Ok(HistoryEntry {
        command: CommandId(id(row, 0)?),
        version: row.get(1)?,
        at: time(row, 2)?,
        role: row.get::<_, Code<_>>(3)?.0,
        name: optional_text(row, 4, Name::from_stored)?,
        event: json(row, 5)?,
    })
}

/// The reporter of a ticket, from the columns `role` and `name` of its first line of history. They are null if the line
/// is missing.
pub(super) fn reporter(row: &Row<'_>) -> Result<Reporter> {
    Ok(Reporter {
        role: row
            .get::<_, Option<Code<_>>>(0)?
            .map_or(Role::User, |code| code.0),
        name: optional_text(row, 1, Name::from_stored)?,
    })
}

/// Whether a row could not be decoded. All other errors concern the file.
pub(super) fn is_unreadable(error: &Error) -> bool {
    matches!(
        error,
        Error::FromSqlConversionFailure(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::Utf8Error(..)
    )
}

/// `None` and a warning in the log if a row could not be decoded: one row must not stop a list or a follower.
/// `which` names the row.
pub(crate) fn readable<T>(decoded: Result<T>, which: impl FnOnce() -> String) -> Result<Option<T>> {
    match decoded {
        Ok(value) => Ok(Some(value)),
        Err(error) if is_unreadable(&error) => {
            tracing::warn!(row = which(), %error, "a row cannot be decoded and is left out");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Decodes all rows, without those that cannot be decoded. The column `number` contains the number of the ticket.
pub(super) fn all_readable<T>(
    mut rows: Rows<'_>,
    number: usize,
    read: impl Fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(readable(read(row), || of_ticket(row, number))?);
    }
    Ok(found)
}

/// Names the ticket of a row for the log.
pub(super) fn of_ticket(row: &Row<'_>, number: usize) -> String {
    match row.get::<_, i64>(number) {
        Ok(number) => format!("of ticket {number}"),
        Err(_) => "of a ticket without a number".to_owned(),
    }
}

/// A value that is stored as JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, at: usize) -> Result<T> {
    serde_json::from_str(str_of(row, at)?).map_err(|error| broken(at, error))
}

/// A value as it is stored in JSON.
pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::ToSqlConversionFailure(Box::new(error)))
}

/// A UUID, stored as its 16 bytes.
pub(crate) fn id(row: &Row<'_>, at: usize) -> Result<Uuid> {
    let bytes = row.get_ref(at)?.as_blob().map_err(|error| broken(at, error))?;
    Uuid::from_slice(bytes).map_err(|error| broken(at, error))
}

/// An optional UUID.
fn optional_id(row: &Row<'_>, at: usize) -> Result<Option<Uuid>> {
    match row.get_ref(at)? {
        ValueRef::Null => Ok(None),
        _ => id(row, at).map(Some),
    }
}

/// A time, stored in UTC milliseconds.
pub(crate) fn time(row: &Row<'_>, at: usize) -> Result<DateTime<Utc>> {
    let millis = row.get(at)?;
    DateTime::from_timestamp_millis(millis).ok_or_else(|| broken(at, FromSqlError::OutOfRange(millis)))
}

/// An optional time.
pub(crate) fn optional_time(row: &Row<'_>, at: usize) -> Result<Option<DateTime<Utc>>> {
    match row.get::<_, Option<i64>>(at)? {
        Some(_) => time(row, at).map(Some),
        None => Ok(None),
    }
}

/// A text, decoded by its type's `from_stored`: today's limits must not make a stored ticket unreadable.
fn text<T>(row: &Row<'_>, at: usize, from_stored: fn(String) -> T) -> Result<T> {
    row.get(at).map(from_stored)
}

fn optional_text<T>(row: &Row<'_>, at: usize, from_stored: fn(String) -> T) -> Result<Option<T>> {
    Ok(row.get::<_, Option<String>>(at)?.map(from_stored))
}

fn optional_json<T: serde::de::DeserializeOwned>(row: &Row<'_>, at: usize) -> Result<Option<T>> {
    match row
        .get_ref(at)?
        .as_str_or_null()
        .map_err(|error| broken(at, error))?
    {
        Some(json) => serde_json::from_str(json)
            .map(Some)
            .map_err(|error| broken(at, error)),
        None => Ok(None),
    }
}

fn str_of<'r>(row: &'r Row<'_>, at: usize) -> Result<&'r str> {
    row.get_ref(at)?.as_str().map_err(|error| broken(at, error))
}

/// The value is not one that this application writes.
fn broken(at: usize, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::FromSqlConversionFailure(at, Type::Text, Box::new(error))
}
