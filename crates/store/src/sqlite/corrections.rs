//! Corrections, told again from the history of each ticket that has one.

use rusqlite::{Connection, Result};
use tickets::{Assignment, Description, Event, HistoryEntry, Ticket};

use super::record::Listed;
use super::thread;
use crate::Correction;

/// All corrections, ticket by ticket, oldest first.
pub(super) fn all(connection: &Connection) -> Result<Vec<Correction>> {
    // Only these tickets can have one; an imported category has no line in the history that says so.
    let sql = format!(
        "select t.row, {} from ticket t where t.category_by = 1 order by t.row",
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
