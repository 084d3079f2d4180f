//! Decodes rows of the tables: tickets, messages, lines of history.

use chrono::{DateTime, Utc};
use store::Reporter;
use store::shared::codes::Coded;
use store::shared::summary::summary;
use tickets::{
    Body, CommandId, Description, HistoryEntry, Message, MessageId, Name, Place, QueueRow, Role, Ticket,
    TicketId,
};
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;
use uuid::Uuid;

use crate::failure::{Failure, Result};

/// A type that lists can return.
pub(crate) trait Listed: Sized {
    /// Its columns of the ticket `t`.
    const COLUMNS: &'static str;

    /// Decodes a row that contains the columns from `first` on.
    fn read(row: &Row, first: usize) -> Result<Self>;
}

impl Listed for Ticket {
    const COLUMNS: &'static str = "t.id, t.number, t.status, t.category, t.category_by, t.opened_at, t.modified_at, \
        t.closed_at, t.version, t.description_version, t.place_version, t.messages, t.last_word, t.waiting_since, \
        t.place, t.assignment, t.description, t.follows";

    fn read(row: &Row, first: usize) -> Result<Self> {
        let mut at = first..;
        let mut next = || at.next().unwrap_or(usize::MAX);
        Ok(Self {
            id: TicketId(get(row, next())?),
            number: optional_number(row, next())?,
            status: coded(row, next())?,
            category: coded(row, next())?,
            category_by: coded(row, next())?,
            opened_at: time(row, next())?,
            modified_at: time(row, next())?,
            closed_at: optional_time(row, next())?,
            version: number(row, next())?,
            description_version: number(row, next())?,
            place_version: number(row, next())?,
            messages: count(row, next())?,
            last_word: optional_coded(row, next())?,
            waiting_since: optional_time(row, next())?,
            place: get::<Option<String>>(row, next())?.map(Place::from_stored),
            assignment: optional_json(row, next())?,
            description: Description::from_stored(get(row, next())?),
            follows: get::<Option<Uuid>>(row, next())?.map(TicketId),
        })
    }
}

impl Listed for QueueRow {
    const COLUMNS: &'static str = "t.id, t.number, t.status, t.category, t.category_by, t.sure, t.opened_at, \
        t.closed_at, t.messages, t.last_word, t.waiting_since, t.place, t.description";

    fn read(row: &Row, first: usize) -> Result<Self> {
        let mut at = first..;
        let mut next = || at.next().unwrap_or(usize::MAX);
        Ok(Self {
            id: TicketId(get(row, next())?),
            number: optional_number(row, next())?,
            status: coded(row, next())?,
            category: coded(row, next())?,
            category_by: coded(row, next())?,
            sure: get(row, next())?,
            opened_at: time(row, next())?,
            closed_at: optional_time(row, next())?,
            messages: count(row, next())?,
            last_word: optional_coded(row, next())?,
            waiting_since: optional_time(row, next())?,
            place: get(row, next())?,
            summary: summary(get(row, next())?),
        })
    }
}

/// The columns of the message `m` that [`message`] reads.
pub(crate) const MESSAGE: &str = "m.id, m.body, m.role, m.name, m.at";

/// A message of the ticket `ticket`, from the columns from `first` on.
pub(crate) fn message(row: &Row, first: usize, ticket: TicketId) -> Result<Message> {
    Ok(Message {
        id: MessageId(get(row, first)?),
        ticket,
        body: Body::from_stored(get(row, first + 1)?),
        role: coded(row, first + 2)?,
        name: name(row, first + 3)?,
        created_at: time(row, first + 4)?,
    })
}

/// The columns of the line of history `h` that [`entry`] reads.
pub(crate) const ENTRY: &str = "h.command, h.version, h.at, h.role, h.name, h.event";

/// A line of history, from the columns from `first` on.
pub(crate) fn entry(row: &Row, first: usize) -> Result<HistoryEntry> {
    Ok(HistoryEntry {
        command: CommandId(get(row, first)?),
        version: number(row, first + 1)?,
        at: time(row, first + 2)?,
        role: coded(row, first + 3)?,
        name: name(row, first + 4)?,
        event: json(get(row, first + 5)?)?,
    })
}

/// The reporter of a ticket, from the columns `role` and `name` of its first line of history, which are null if the line is
/// missing.
pub(crate) fn reporter(row: &Row, first: usize) -> Result<Reporter> {
    Ok(Reporter {
        role: optional_coded(row, first)?.unwrap_or(Role::User),
        name: name(row, first + 1)?,
    })
}

/// `None` and a warning in the log if a row could not be decoded: one row must not stop a list or a follower. `which` names
/// the row.
pub(crate) fn readable<T>(decoded: Result<T>, which: impl FnOnce() -> String) -> Result<Option<T>> {
    match decoded {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Unreadable(reason)) => {
            tracing::warn!(row = which(), reason, "a row cannot be decoded and is left out");
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Decodes all rows, without those that cannot be decoded. The column `number` contains the number of the ticket.
pub(crate) fn all_readable<T>(
    rows: &[Row],
    number: usize,
    read: impl Fn(&Row) -> Result<T>,
) -> Result<Vec<T>> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(readable(read(row), || of_ticket(row, number))?);
    }
    Ok(found)
}

/// Names the ticket of a row for the log.
fn of_ticket(row: &Row, number: usize) -> String {
    match optional_number(row, number) {
        Ok(Some(number)) => format!("of ticket {number}"),
        _ => "of a ticket without a number".to_owned(),
    }
}

/// A column.
pub(crate) fn get<'r, T: FromSql<'r>>(row: &'r Row, at: usize) -> Result<T> {
    row.try_get(at)
        .map_err(|error| Failure::Unreadable(error.to_string()))
}

/// A number that is not negative.
pub(crate) fn number(row: &Row, at: usize) -> Result<u64> {
    let number: i64 = get(row, at)?;
    u64::try_from(number).map_err(|error| Failure::Unreadable(error.to_string()))
}

pub(crate) fn optional_number(row: &Row, at: usize) -> Result<Option<u64>> {
    match get::<Option<i64>>(row, at)? {
        Some(_) => number(row, at).map(Some),
        None => Ok(None),
    }
}

fn count(row: &Row, at: usize) -> Result<u32> {
    let number: i64 = get(row, at)?;
    u32::try_from(number).map_err(|error| Failure::Unreadable(error.to_string()))
}

/// A value that is stored as its code.
pub(crate) fn coded<T: Coded>(row: &Row, at: usize) -> Result<T> {
    let code: i16 = get(row, at)?;
    T::from_code(i64::from(code)).ok_or_else(|| Failure::Unreadable(format!("no value has the code {code}")))
}

fn optional_coded<T: Coded>(row: &Row, at: usize) -> Result<Option<T>> {
    match get::<Option<i16>>(row, at)? {
        Some(_) => coded(row, at).map(Some),
        None => Ok(None),
    }
}

/// A time, stored in UTC milliseconds.
pub(crate) fn time(row: &Row, at: usize) -> Result<DateTime<Utc>> {
    let millis = get(row, at)?;
    DateTime::from_timestamp_millis(millis)
        .ok_or_else(|| Failure::Unreadable(format!("{millis} ms is no time")))
}

pub(crate) fn optional_time(row: &Row, at: usize) -> Result<Option<DateTime<Utc>>> {
    match get::<Option<i64>>(row, at)? {
        Some(_) => time(row, at).map(Some),
        None => Ok(None),
    }
}

fn name(row: &Row, at: usize) -> Result<Option<Name>> {
    Ok(get::<Option<String>>(row, at)?.map(Name::from_stored))
}

/// A value that is stored as JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Failure::Unreadable(error.to_string()))
}

fn optional_json<T: serde::de::DeserializeOwned>(row: &Row, at: usize) -> Result<Option<T>> {
    get::<Option<&str>>(row, at)?.map(json).transpose()
}
