//! What a test says to a laptop without a window, and its answers: one line of JSON each.

use serde::{Deserialize, Serialize};
use tickets::{Command, Status, Ticket, TicketId};
use uuid::Uuid;
use wire::sync::Hello;

/// A line of the laptop's input.
#[derive(Debug, Serialize, Deserialize)]
pub enum Task {
    /// A person gives a command. It is durable before it is answered.
    Give(Box<Command>),
    /// Which tickets are on the screen?
    Show,
    /// How does the laptop stand with its hub?
    State,
}

/// A line of the laptop's output.
#[derive(Debug, Serialize, Deserialize)]
pub enum Answer {
    /// The command was accepted.
    Accepted,
    /// The command was refused.
    Refused(String),
    /// The tickets on the screen.
    Shown(Vec<OnScreen>),
    /// How the laptop stands with its hub.
    Stands(State),
}

/// A ticket on the screen.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OnScreen {
    /// Its id.
    pub ticket: TicketId,
    /// Its version, which an edit names.
    pub version: u64,
    /// Its status.
    pub status: Status,
}

impl OnScreen {
    /// What an edit or a move needs of a ticket.
    #[must_use]
    pub fn of(ticket: &Ticket) -> Self {
        Self {
            ticket: ticket.id,
            version: ticket.version,
            status: ticket.status,
        }
    }
}

/// How a laptop stands with its hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The generation of the hub's desk, the hub's number up to which everything has arrived, and its mark.
    pub position: Option<(Uuid, u64, Option<Uuid>)>,
    /// Whether the replica has reached the hub's head since it began to read.
    pub complete: bool,
    /// The number of waiting commands.
    pub waiting: usize,
}

impl State {
    /// The state of a replica.
    ///
    /// # Panics
    /// The replica cannot be read.
    #[must_use]
    pub fn of(replica: &dyn store::Replica) -> Self {
        let state = replica.sync_state().expect("a readable replica");
        let position = state.and_then(|state| state.position);
        Self {
            position: position.map(|position| (position.desk, position.after, position.mark)),
            complete: position.is_some_and(|position| position.complete),
            waiting: replica.outbox().expect("a readable replica").len(),
        }
    }

    /// Whether the laptop has everything up to the hub's last number, and has sent everything.
    #[must_use]
    pub fn is_even_with(&self, hub: &Hello) -> bool {
        self.complete && self.waiting == 0 && self.position == Some((hub.desk, hub.head, hub.mark))
    }
}
