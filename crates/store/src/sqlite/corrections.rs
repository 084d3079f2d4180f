//! Corrections: noted as they are given, and told again with their texts from the history of their tickets.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Result, params};
use tickets::{Assignment, Description, Event, HistoryEntry, Ticket};

use super::codes::Code;
use super::decode::{self, Listed};
use super::thread;
use crate::Correction;

/// Notes a line of a ticket's history, if it is a correction.
pub(super) fn note(connection: &Connection, row: i64, ticket: &Ticket, line: &HistoryEntry) -> Result<()> {
    let Event::Corrected { category } = &line.event else {
        return Ok(());
    };
    let mut note = connection.prepare_cached(
        "insert into correction (ticket, version, at, sorted, category) values (?1, ?2, ?3, ?4, ?5)",
    )?;
    let classified = guess(ticket.assignment.as_ref()).map(Code);
    let at = line.at.timestamp_millis();
    note.execute(params![row, line.version, at, classified, Code(category.after)])
        .map(drop)
}

/// The number of the last one.
pub(super) fn last(connection: &Connection) -> Result<u64> {
    connection
        .prepare_cached("select coalesce(max(number), 0) from correction")?
        .query_row([], |row| row.get(0))
}

/// When what the classifier said was wrong.
pub(super) fn corrected_at(connection: &Connection) -> Result<Vec<DateTime<Utc>>> {
    connection
        .prepare_cached("select at from correction where sorted <> category order by at")?
        .query_map([], |row| decode::time(row, 0))?
        .collect()
}

/// All corrections, ticket by ticket, oldest first.
pub(super) fn all(connection: &Connection) -> Result<Vec<Correction>> {
    let sql = format!(
        "select t.row, {} from (select distinct ticket from correction) c
            cross join ticket t on t.row = c.ticket order by t.row",
        Ticket::COLUMNS
    );
    let mut tickets = connection.prepare_cached(&sql)?;
    let mut rows = tickets.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let ticket = Ticket::read(row, 1)?;
        let history = thread::history(connection, row.get(0)?)?;
        found.extend(of(&ticket, &history));
    }
    Ok(found)
}

/// The corrections of one ticket.
fn of(ticket: &Ticket, history: &[HistoryEntry]) -> Vec<Correction> {
    let mut text = first_text(ticket, history);
    let mut classifier = None;
    let mut found = Vec::new();
    for line in history {
        match &line.event {
            Event::Reported { assignment, .. } => classifier = guess(assignment.as_ref()),
            Event::Modified {
                description,
                assignment,
                ..
            } => {
                if let Some(changed) = description {
                    text = changed.after.clone();
                }
                classifier = guess(assignment.as_ref()).or(classifier);
            }
            Event::Corrected { category } => found.push(Correction {
                ticket: ticket.id,
                text: text.as_str().to_owned(),
                classifier,
                helpdesk: category.after,
                at: line.at,
            }),
            Event::Wrote | Event::Started | Event::Closed => {}
        }
    }
    found
}

/// The description as it was reported: what the first change replaced, or else what it is now.
fn first_text(ticket: &Ticket, history: &[HistoryEntry]) -> Description {
    let changes = history.iter().filter_map(|line| match &line.event {
        Event::Modified { description, .. } => description.as_ref(),
        _ => None,
    });
    changes
        .map(|changed| &changed.before)
        .next()
        .unwrap_or(&ticket.description)
        .clone()
}

fn guess(assignment: Option<&Assignment>) -> Option<tickets::Category> {
    assignment.map(|assignment| assignment.category)
}
