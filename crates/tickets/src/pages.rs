//! What pages show: filled by the store, drawn by `ui`.

use chrono::{DateTime, Utc};

use crate::{
    Category, CategoryBy, Description, Event, HistoryEntry, Message, Place, Role, Status, Ticket, TicketId,
};

/// One row of a list of tickets.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    /// The ticket.
    pub id: TicketId,
    /// Its number.
    pub number: Option<u64>,
    /// The beginning of its description: at most 200 characters, on one line.
    pub summary: String,
    /// Where it is.
    pub place: Option<String>,
    /// What kind of problem it is.
    pub category: Category,
    /// Who said so.
    pub category_by: CategoryBy,
    /// Whether that can be relied on.
    pub sure: bool,
    /// Where it stands.
    pub status: Status,
    /// When it was reported.
    pub opened_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// How many messages stand under it.
    pub messages: u32,
    /// Who wrote the last one.
    pub last_word: Option<Role>,
    /// Since when the user has been waiting for an answer.
    pub waiting_since: Option<DateTime<Utc>>,
}

/// All that a ticket's page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketPage {
    /// The ticket.
    pub ticket: Ticket,
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
    /// Its history, oldest first.
    pub history: Vec<HistoryEntry>,
}

impl TicketPage {
    /// Description and place as they were in a version of the ticket; of a version that it never had, as they
    /// are now.
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

/// How many tickets there are, by status, category and whether the category is sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    cells: [[[u64; 2]; 3]; 3],
}

impl Counts {
    /// Adds `count` tickets of one kind.
    pub fn add(&mut self, status: Status, category: Category, sure: bool, count: u64) {
        for (s, by_category) in Status::ALL.iter().zip(&mut self.cells) {
            for (c, cell) in Category::ALL.iter().zip(by_category) {
                let [unsure_cell, sure_cell] = cell;
                if (*s, *c) == (status, category) {
                    *(if sure { sure_cell } else { unsure_cell }) += count;
                }
            }
        }
    }

    /// How many there are; `None` stands for any.
    #[must_use]
    pub fn of(&self, status: Option<Status>, category: Option<Category>, sure: Option<bool>) -> u64 {
        let mut sum = 0;
        for (s, by_category) in Status::ALL.iter().zip(&self.cells) {
            for (c, [unsure_count, sure_count]) in Category::ALL.iter().zip(by_category) {
                if status.is_none_or(|status| status == *s) && category.is_none_or(|category| category == *c)
                {
                    sum += match sure {
                        Some(true) => *sure_count,
                        Some(false) => *unsure_count,
                        None => sure_count + unsure_count,
                    };
                }
            }
        }
        sum
    }
}
