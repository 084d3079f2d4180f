//! Reconstructs the history of an imported ticket from its row and its messages.

use std::mem;

use ::tickets::{
    Assignment, Category, CategoryBy, CommandId, Event, HistoryEntry, Message, MessageId, Name, Role, Status,
    Ticket,
};
use chrono::{DateTime, Utc};

use super::messages::MessageRow;
use super::tickets::TicketRow;
use crate::{ImportedTicket, Reporter};

impl ImportedTicket {
    /// The ticket of a row, with the history that led to it. `category` is the row's, or the classifier's.
    pub(super) fn reconstruct(
        row: TicketRow,
        thread: Vec<MessageRow>,
        category: Category,
        assignment: Option<Assignment>,
    ) -> Self {
        let mut imported = Self {
            line: row.line,
            history: Vec::with_capacity(thread.len() + 3),
            messages: Vec::with_capacity(thread.len()),
            ticket: Ticket {
                id: row.id,
                number: row.number,
                description: row.description,
                place: row.place,
                category,
                category_by: row.category_by,
                assignment,
                status: row.status,
                opened_at: row.opened_at,
                modified_at: row.modified_at,
                closed_at: row.closed_at,
                version: 0,
                description_version: 1,
                place_version: 1,
                messages: 0,
                last_word: None,
                waiting_since: Some(row.opened_at),
                follows: None,
            },
        };
        imported.add_history(row.reporter, thread);
        imported
    }

    fn add_history(&mut self, reporter: Reporter, thread: Vec<MessageRow>) {
        // The helpdesk started the ticket at the latest when it first answered or closed it.
        let mut to_start = self.ticket.status != Status::Open;
        self.reported(reporter);
        for message in thread {
            if message.role == Role::Helpdesk && mem::take(&mut to_start) {
                self.line(Role::Helpdesk, message.at, Event::Started);
            }
            self.wrote(message);
        }
        let end = self.ticket.closed_at.unwrap_or(self.ticket.modified_at);
        if to_start {
            self.line(Role::Helpdesk, end, Event::Started);
        }
        if self.ticket.status == Status::Closed {
            self.line(Role::Helpdesk, end, Event::Closed);
            self.ticket.waiting_since = None;
        }
    }

    fn reported(&mut self, reporter: Reporter) {
        let by_classifier = self.ticket.category_by == CategoryBy::Classifier;
        let event = Event::Reported {
            category: self.ticket.category,
            assignment: self.ticket.assignment.clone().filter(|_| by_classifier),
            reporter: None,
        };
        self.line(reporter.role, self.ticket.opened_at, event);
        self.name_last_line(reporter.name);
    }

    fn wrote(&mut self, row: MessageRow) {
        let command = self.line(row.role, row.at, Event::Wrote);
        self.name_last_line(row.name.clone());
        self.ticket.messages += 1;
        self.ticket.last_word = Some(row.role);
        self.ticket.waiting_since = match row.role {
            Role::Helpdesk => None,
            Role::User => self.ticket.waiting_since.or(Some(row.at)),
        };
        let message = Message {
            id: MessageId(command.0),
            ticket: self.ticket.id,
            body: row.body,
            role: row.role,
            name: row.name,
            created_at: row.at,
        };
        self.messages.push((self.ticket.version, message));
    }

    fn name_last_line(&mut self, name: Option<Name>) {
        if let Some(line) = self.history.last_mut() {
            line.name = name;
        }
    }

    /// Adds a line of history, with a new command id.
    fn line(&mut self, role: Role, at: DateTime<Utc>, event: Event) -> CommandId {
        self.ticket.version += 1;
        let command = CommandId::new();
        self.history.push(HistoryEntry {
            command,
            version: self.ticket.version,
            at,
            role,
            name: None,
            event,
        });
        command
    }
}
