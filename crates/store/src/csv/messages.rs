//! The rows of a messages file.

use std::path::Path;

use ::tickets::{Body, Name, Role};
use chrono::{DateTime, Utc};

use super::CsvError;
use super::rows::{Column, Row, Rows};
use super::tickets::{TicketRow, TicketRows};

/// A row of the file.
pub(super) struct MessageRow {
    pub at: DateTime<Utc>,
    pub role: Role,
    pub name: Option<Name>,
    pub body: Body,
}

const fn required(name: &'static str) -> Column {
    Column { name, required: true }
}

/// The columns, in the order of an export.
pub(super) const COLUMNS: &[Column] = &[
    required("number"),
    required("at"),
    required("role"),
    required("name"),
    required("body"),
];

/// Reads and checks a whole file; returns each ticket's messages, oldest first, in the order of `tickets`.
pub(super) fn read(file: &Path, tickets: &TicketRows) -> Result<Vec<Vec<MessageRow>>, CsvError> {
    let mut threads: Vec<Vec<MessageRow>> = Vec::new();
    threads.resize_with(tickets.rows.len(), Vec::new);
    let mut rows = Rows::open(file, COLUMNS)?;
    while let Some((_, (at, message))) = rows.next(|row| message(row, tickets))? {
        if let Some(thread) = threads.get_mut(at) {
            thread.push(message);
        }
    }
    for thread in &mut threads {
        thread.sort_by_key(|message| message.at);
    }
    Ok(threads)
}

/// A message, and the index of its ticket.
fn message(row: &Row<'_>, tickets: &TicketRows) -> Result<(usize, MessageRow), String> {
    let number: u64 = row.maybe("number")?.ok_or("the number is missing")?;
    let at = tickets.by_number.get(&number);
    let ticket = at.and_then(|at| tickets.rows.get(*at));
    let (Some(at), Some(ticket)) = (at, ticket) else {
        return Err(format!("no ticket in the tickets file has the number {number}"));
    };
    let message = MessageRow {
        at: row.time("at")?.ok_or("the time is missing")?,
        role: row.maybe("role")?.ok_or("the role is missing")?,
        name: row.name("name")?,
        body: row.limited("body")?,
    };
    in_order(&message, ticket)?;
    Ok((*at, message))
}

fn in_order(message: &MessageRow, ticket: &TicketRow) -> Result<(), String> {
    if message.at < ticket.opened_at {
        return Err("it was written before its ticket was opened".to_owned());
    }
    match ticket.closed_at {
        Some(closed) if message.at > closed => Err("it was written after its ticket was closed".to_owned()),
        _ if message.at > ticket.modified_at => {
            Err("it was written after its ticket's modified_at".to_owned())
        }
        _ => Ok(()),
    }
}
