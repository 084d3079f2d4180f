//! The rows that a group of commands writes, gathered so that each table is written by one statement.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use store::shared::corrections;
use store::shared::counters::Counters;
use tickets::{Event, HistoryEntry, Message, Place, Ticket};

use super::head::Head;
use super::known::Stored;

/// The rows to write.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Each ticket once, in its last state.
    pub tickets: Vec<Changed>,
    /// The index in `tickets` by row.
    at: HashMap<i64, usize>,
    pub lines: Vec<Line>,
    pub messages: Vec<NewMessage>,
    pub corrections: Vec<NewCorrection>,
    pub counters: Counters,
    /// Every place that a ticket got, also one that a later command replaced; in the order of the commands.
    pub places: Vec<Place>,
}

/// A ticket that is new or changed.
#[derive(Debug)]
pub(crate) struct Changed {
    pub row: i64,
    /// The place before, with its id; `None`: the ticket is new, or had no place.
    pub place_before: Option<(Place, i64)>,
    pub is_new: bool,
    /// Whether an import brought the ticket, whose review then took place elsewhere.
    pub is_imported: bool,
    pub ticket: Ticket,
    pub stamp: u64,
}

/// A line of history.
#[derive(Debug)]
pub(crate) struct Line {
    pub row: i64,
    pub entry: HistoryEntry,
    pub fingerprint: [u8; 16],
    pub given_at: Option<DateTime<Utc>>,
    pub stamp: u64,
}

/// A message.
#[derive(Debug)]
pub(crate) struct NewMessage {
    pub row: i64,
    pub version: u64,
    pub message: Message,
    pub stamp: u64,
}

/// A correction by the helpdesk.
#[derive(Debug)]
pub(crate) struct NewCorrection {
    pub number: i64,
    pub row: i64,
    pub version: u64,
    pub at: DateTime<Utc>,
    pub classified: Option<tickets::Category>,
    pub category: tickets::Category,
}

impl Changes {
    /// Adds a new ticket, with the next number if it has none.
    pub(crate) fn insert(&mut self, head: &mut Head, mut ticket: Ticket) -> Stored {
        let number = ticket.number.unwrap_or(head.number + 1);
        head.number = head.number.max(number);
        head.row += 1;
        ticket.number = Some(number);
        self.counters.add_new(&ticket);
        self.places.extend(ticket.place.clone());
        self.at.insert(head.row, self.tickets.len());
        self.tickets.push(Changed {
            row: head.row,
            place_before: None,
            is_new: true,
            is_imported: false,
            ticket: ticket.clone(),
            stamp: head.feed,
        });
        Stored {
            row: head.row,
            place_id: None,
            ticket,
        }
    }

    /// Adds an imported ticket.
    pub(crate) fn import(&mut self, head: &mut Head, ticket: Ticket) -> Stored {
        let stored = self.insert(head, ticket);
        if let Some(changed) = self.tickets.last_mut() {
            changed.is_imported = true;
        }
        stored
    }

    /// Adds a ticket that is stored already, and only has to be indexed.
    pub(crate) fn moved(&mut self, row: i64, ticket: Ticket, is_imported: bool) {
        self.tickets.push(Changed {
            row,
            place_before: None,
            is_new: true,
            is_imported,
            ticket,
            stamp: 0,
        });
    }

    /// Adds a change of a ticket.
    pub(crate) fn update(&mut self, head: &Head, before: Stored, ticket: Ticket) -> Stored {
        self.counters.replace(&before.ticket, &ticket);
        if before.ticket.place != ticket.place {
            self.places.extend(ticket.place.clone());
        }
        let stored = Stored {
            row: before.row,
            place_id: before.place_id,
            ticket: ticket.clone(),
        };
        let at = self.at.get(&before.row).copied();
        match at.and_then(|at| self.tickets.get_mut(at)) {
            Some(changed) => {
                changed.ticket = ticket;
                changed.stamp = head.feed;
            }
            None => {
                self.at.insert(before.row, self.tickets.len());
                self.tickets.push(Changed {
                    row: before.row,
                    place_before: before.ticket.place.zip(before.place_id),
                    is_new: false,
                    is_imported: false,
                    ticket,
                    stamp: head.feed,
                });
            }
        }
        stored
    }

    /// Adds a line of history, with the correction that it is.
    pub(crate) fn line(
        &mut self,
        head: &mut Head,
        stored: &Stored,
        entry: &HistoryEntry,
        fingerprint: &[u8; 16],
        given_at: Option<DateTime<Utc>>,
    ) {
        if let Event::Corrected { category } = &entry.event {
            head.correction += 1;
            self.corrections.push(NewCorrection {
                number: head.correction,
                row: stored.row,
                version: entry.version,
                at: entry.at,
                classified: corrections::category(stored.ticket.assignment.as_ref()),
                category: category.after,
            });
        }
        self.imported_line(head, stored.row, entry.clone(), fingerprint, given_at);
    }

    /// Adds a line of history that is no correction here.
    pub(crate) fn imported_line(
        &mut self,
        head: &Head,
        row: i64,
        entry: HistoryEntry,
        fingerprint: &[u8; 16],
        given_at: Option<DateTime<Utc>>,
    ) {
        self.lines.push(Line {
            row,
            entry,
            fingerprint: *fingerprint,
            given_at,
            stamp: head.feed,
        });
    }

    /// Adds a message.
    pub(crate) fn message(&mut self, head: &Head, row: i64, version: u64, message: &Message) {
        self.messages.push(NewMessage {
            row,
            version,
            message: message.clone(),
            stamp: head.feed,
        });
    }
}
