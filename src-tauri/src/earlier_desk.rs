//! The desk that a computer had before it belonged to a hub. Its file stays; its unclosed tickets can be sent to the hub.

use std::fs;
use std::path::{Path, PathBuf};

use desk::{Clock, SystemClock};
use serde::{Deserialize, Serialize};
use store::{Feed, Replica, SqliteStore, StoreError, TicketStore, UnclosedChanges, backup};
use tickets::{Action, Assignment, Command, CommandId, Event, Message, Status, TicketPage};

use crate::replace_file::replace_file;

/// The number of changes that are read at once.
const AT_ONCE: usize = 500;

/// An earlier desk whose tickets the person has not decided about, and the file that remembers it.
#[derive(Clone, Debug)]
pub struct EarlierDesk {
    offer: PathBuf,
}

/// What the file contains.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Offer {
    /// The file of the desk.
    desk: PathBuf,
    /// The number of its tickets that are not closed.
    unclosed: u64,
}

impl EarlierDesk {
    /// `offer` is the file that remembers the decision to make.
    pub const fn new(offer: PathBuf) -> Self {
        Self { offer }
    }

    /// Sets the desk in the file `desk` aside if it has tickets of its own. Then a new desk can be opened there.
    pub fn set_aside(&self, desk: &Path) -> Result<(), StoreError> {
        if !desk.exists() {
            return Ok(());
        }
        let store = SqliteStore::open(desk)?;
        let counts = store.counts()?;
        let all = counts.of(None, None, None);
        if store.sync_state()?.is_some() || all == 0 {
            return Ok(());
        }
        let unclosed = all - counts.of(Some(Status::Closed), None, None);
        drop(store);
        let aside = backup::set_aside(desk, SystemClock.now())?;
        tracing::warn!(
            file = %aside.display(),
            all,
            unclosed,
            "this computer belongs to a hub now; its own desk was set aside"
        );
        let offer = Offer {
            desk: aside,
            unclosed,
        };
        let text = toml::to_string(&offer).map_err(|error| StoreError::Other(error.to_string()))?;
        replace_file(&self.offer, text.as_bytes())
            .map_err(|error| StoreError::Other(format!("writing {}: {error}", self.offer.display())))
    }

    /// The offer, until the person has decided.
    pub fn offer(&self) -> Option<(PathBuf, u64)> {
        let text = fs::read_to_string(&self.offer).ok()?;
        let offer: Offer = toml::from_str(&text)
            .inspect_err(|error| tracing::error!(%error, "the offer of an earlier desk could not be read"))
            .ok()?;
        Some((offer.desk, offer.unclosed))
    }

    /// Ends the offer. The file of the earlier desk stays.
    pub fn decide(&self) -> Result<(), StoreError> {
        fs::remove_file(&self.offer)
            .map_err(|error| StoreError::Other(format!("removing {}: {error}", self.offer.display())))
    }

    /// Puts reports and messages of the unclosed tickets into the outbox. They keep their ids: given twice, they count once.
    pub fn send(
        &self,
        replica: &SqliteStore,
        classify: impl Fn(&str) -> Assignment,
    ) -> Result<(), StoreError> {
        let Some((desk, _)) = self.offer() else {
            return Ok(());
        };
        let earlier = SqliteStore::open(desk)?;
        let mut after = 0;
        loop {
            let UnclosedChanges { changes, head, .. } = earlier.unclosed_changes(after, 0, AT_ONCE)?;
            for ticket in &changes.tickets {
                if let Some(page) = earlier.ticket_page(ticket.id.into())? {
                    let assignment = classify(ticket.description.as_str());
                    replica.apply_all(commands(page, assignment), SystemClock.now())?;
                }
            }
            after = changes.next;
            if after >= head {
                return self.decide();
            }
        }
    }
}

/// The report of a ticket with its present texts, and its messages.
fn commands(page: TicketPage, assignment: Assignment) -> Vec<Command> {
    let TicketPage {
        ticket,
        messages,
        history,
        ..
    } = page;
    let reported = history.into_iter().find_map(|entry| match entry.event {
        Event::Reported { reporter, .. } => Some((entry.command, entry.role, entry.name, reporter)),
        _ => None,
    });
    let Some((id, role, name, reporter)) = reported else {
        return Vec::new();
    };
    let report = Command {
        id,
        role,
        name,
        ticket: ticket.id,
        given_at: ticket.opened_at,
        only_at: None,
        number: None,
        action: Action::Report {
            description: ticket.description,
            place: ticket.place,
            assignment,
            // The earlier ticket is not on the hub.
            follows: None,
            reporter,
        },
    };
    let message = |message: Message| Command {
        id: CommandId(message.id.0),
        role: message.role,
        name: message.name,
        ticket: message.ticket,
        given_at: message.created_at,
        only_at: None,
        number: None,
        action: Action::Write { body: message.body },
    };
    std::iter::once(report)
        .chain(messages.into_iter().map(message))
        .collect()
}
