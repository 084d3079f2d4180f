//! Corrections with their texts, reconstructed from the history of a ticket.

use tickets::{Assignment, Category, Description, Event, HistoryEntry, Ticket};

use crate::Correction;

/// The corrections of a ticket, oldest first.
#[must_use]
pub fn corrections(ticket: &Ticket, history: &[HistoryEntry]) -> Vec<Correction> {
    let mut text = first_description(ticket, history);
    let mut classifier = None;
    let mut found = Vec::new();
    for line in history {
        match &line.event {
            Event::Reported { assignment, .. } => classifier = category(assignment.as_ref()),
            Event::Modified {
                description,
                assignment,
                ..
            } => {
                if let Some(changed) = description {
                    text = changed.after.clone();
                }
                classifier = category(assignment.as_ref()).or(classifier);
            }
            Event::Corrected { category } => found.push(Correction {
                ticket: ticket.id,
                text: text.as_str().to_owned(),
                classifier,
                helpdesk: category.after,
                at: line.at,
            }),
            Event::Wrote | Event::Started | Event::Closed | Event::TextRemoved { .. } => {}
        }
    }
    found
}

/// The description as reported: the text that the first edit replaced, or the present one if there is no edit.
fn first_description(ticket: &Ticket, history: &[HistoryEntry]) -> Description {
    let edits = history.iter().filter_map(|line| match &line.event {
        Event::Modified { description, .. } => description.as_ref(),
        _ => None,
    });
    edits
        .map(|edit| &edit.before)
        .next()
        .unwrap_or(&ticket.description)
        .clone()
}

/// The category of an assignment.
pub fn category(assignment: Option<&Assignment>) -> Option<Category> {
    assignment.map(|assignment| assignment.category)
}
