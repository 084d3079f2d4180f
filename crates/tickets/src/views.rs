//! Read models: the store fills them, `ui` renders them.

use chrono::{DateTime, Utc};
use enum_map::{EnumArray, EnumMap};

use crate::{
    Category, CategoryBy, Description, Event, HistoryEntry, Message, Place, Role, Status, Ticket, TicketId,
};

/// One row of a list of tickets.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    /// The ticket's id.
    pub id: TicketId,
    /// The ticket's short number.
    pub number: Option<u64>,
    /// The beginning of the description: at most 200 characters, on one line.
    pub summary: String,
    /// Where the problem is.
    pub place: Option<String>,
    /// The ticket's category.
    pub category: Category,
    /// Who assigned the category.
    pub category_by: CategoryBy,
    /// Whether the category is sure ([`Ticket::sure`]).
    pub sure: bool,
    /// The ticket's status.
    pub status: Status,
    /// When the ticket was reported.
    pub opened_at: DateTime<Utc>,
    /// When the ticket was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// The number of messages.
    pub messages: u32,
    /// The role of the writer of the last message.
    pub last_word: Option<Role>,
    /// Since when the user has been waiting for an answer ([`Ticket::waiting_since`]).
    pub waiting_since: Option<DateTime<Utc>>,
}

/// A ticket with the newest part of its thread and of its history.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketPage {
    /// The ticket's current state.
    pub ticket: Ticket,
    /// The last messages, oldest first.
    pub messages: Vec<Message>,
    /// The last lines of history, oldest first.
    pub history: Vec<HistoryEntry>,
    /// The line of the report, also if it is before these; `None` if it is not stored.
    pub report: Option<HistoryEntry>,
    /// The tickets about the same problem.
    pub links: TicketLinks,
}

/// The links between a ticket and the tickets about the same problem. A link to a ticket that is not stored here is left
/// out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketLinks {
    /// The closed ticket whose problem this one reports again.
    pub follows: Option<LinkedTicket>,
    /// The tickets that report this one's problem again, oldest first.
    pub followed_by: Vec<LinkedTicket>,
}

/// The other end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkedTicket {
    /// The ticket's id.
    pub id: TicketId,
    /// The ticket's short number.
    pub number: Option<u64>,
}

impl TicketPage {
    /// The page as a user may see it: without the contact of a reporter.
    #[must_use]
    pub fn without_contact(mut self) -> Self {
        let entries = self.history.into_iter();
        self.history = entries.map(HistoryEntry::without_contact).collect();
        self.report = self.report.map(HistoryEntry::without_contact);
        self
    }

    /// The number of messages before [`TicketPage::messages`].
    #[must_use]
    pub fn earlier_messages(&self) -> u64 {
        u64::from(self.ticket.messages).saturating_sub(count(self.messages.len()))
    }

    /// The number of all lines. Each line has the next version, except for predicted lines, which come last.
    #[must_use]
    pub fn lines(&self) -> u64 {
        let confirmed = self.history.iter().rev().find(|entry| !entry.is_predicted());
        let predicted = self.history.iter().filter(|entry| entry.is_predicted()).count();
        match confirmed {
            Some(entry) => entry.version.saturating_add(count(predicted)),
            None if predicted > 0 => count(predicted),
            None => self.ticket.version,
        }
    }

    /// The number of lines before [`TicketPage::history`].
    #[must_use]
    pub fn earlier_lines(&self) -> u64 {
        self.lines().saturating_sub(count(self.history.len()))
    }

    /// Whether the hub has not confirmed a message yet.
    #[must_use]
    pub fn is_predicted(&self, message: &Message) -> bool {
        let mut lines = self.history.iter().rev();
        lines.any(|entry| entry.is_predicted() && entry.command.0 == message.id.0)
    }

    /// Whether the description changed after the ticket was started: its category was assigned to an earlier text. If
    /// the start is an earlier line, each change counts.
    #[must_use]
    pub fn edited_since_start(&self) -> bool {
        let mut lines = self.history.iter();
        let start = lines.find(|entry| matches!(entry.event, Event::Started));
        match start {
            Some(start) => self.ticket.description_version > start.version,
            None => {
                let started = self.earlier_lines() > 0 && self.ticket.status != Status::Open;
                started && self.ticket.description_version > 1
            }
        }
    }

    /// Description and place in a version of the ticket; their current values if there is no such version. The page has
    /// all lines of history after that version.
    #[must_use]
    pub fn texts_at(&self, version: u64) -> (&Description, Option<&Place>) {
        let mut texts = (&self.ticket.description, self.ticket.place.as_ref());
        for entry in self
            .history
            .iter()
            .rev()
            .take_while(|entry| entry.version > version)
        {
            if let Event::Modified {
                description, place, ..
            } = &entry.event
            {
                texts.0 = description.as_ref().map_or(texts.0, |text| &text.before);
                texts.1 = place.as_ref().map_or(texts.1, |place| place.before.as_ref());
            }
        }
        texts
    }
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

/// The number of tickets by status, category and whether the category is sure; and of those whose reporter waits for
/// the helpdesk, by category and whether it is sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    cells: EnumMap<Status, EnumMap<Category, EnumMap<bool, u64>>>,
    waiting: EnumMap<Category, EnumMap<bool, u64>>,
}

impl Counts {
    /// Adds `count` tickets.
    pub fn add(&mut self, status: Status, category: Category, sure: bool, count: u64) {
        self.cells[status][category][sure] += count;
    }

    /// Adds `count` tickets whose reporter waits. They are also counted by [`Counts::add`].
    pub fn add_waiting(&mut self, category: Category, sure: bool, count: u64) {
        self.waiting[category][sure] += count;
    }

    /// The number of tickets; `None` matches any value.
    #[must_use]
    pub fn of(&self, status: Option<Status>, category: Option<Category>, sure: Option<bool>) -> u64 {
        let by_category = matching(&self.cells, status);
        let by_sure = by_category.flat_map(|cells| matching(cells, category));
        by_sure.flat_map(|cells| matching(cells, sure)).sum()
    }

    /// The number of tickets whose reporter waits for the helpdesk; `None` matches any value.
    #[must_use]
    pub fn waiting(&self, category: Option<Category>, sure: Option<bool>) -> u64 {
        let by_sure = matching(&self.waiting, category);
        by_sure.flat_map(|cells| matching(cells, sure)).sum()
    }
}

/// The cells of one key, or of all keys.
pub(crate) fn matching<K: EnumArray<V> + PartialEq, V>(
    cells: &EnumMap<K, V>,
    key: Option<K>,
) -> impl Iterator<Item = &V> {
    let cells = cells.iter();
    cells
        .filter(move |(cell, _)| key.as_ref().is_none_or(|key| key == cell))
        .map(|(_, value)| value)
}
