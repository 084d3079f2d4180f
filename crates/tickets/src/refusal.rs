//! Why a command was not accepted: an expected answer that carries all that the page needs to explain it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Edit, Status, Ticket};

/// An answer of [`decide`](crate::decide()), or of the store where it remembers commands.
#[derive(Clone, Debug, PartialEq, Error, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Refusal {
    /// There is no such ticket (or none that this role may see).
    #[error("there is no such ticket")]
    NoSuchTicket,
    /// A report named an id that another ticket has.
    #[error("a ticket with this id exists already")]
    TicketExists,
    /// Only the helpdesk may do this.
    #[error("only the helpdesk may do this")]
    HelpdeskOnly,
    /// The ticket's status does not allow it.
    #[error("the ticket is {is}, and this needs one that is {}", either(needs))]
    WrongStatus {
        /// The ticket as it is.
        ticket: Box<Ticket>,
        /// Its status.
        is: Status,
        /// The statuses in which the command would have been accepted.
        needs: Vec<Status>,
    },
    /// A user wrote in a ticket that has been closed. All that a user is told of it.
    #[error("the ticket was closed meanwhile")]
    ClosedMeanwhile {
        /// The ticket's number.
        number: Option<u64>,
        /// When it was closed.
        closed_at: DateTime<Utc>,
    },
    /// The command was meant for one version of the ticket, and there is a newer one.
    #[error("the ticket has changed meanwhile")]
    ChangedMeanwhile {
        /// The ticket as it is now.
        ticket: Box<Ticket>,
    },
    /// A field that the edit changes has been changed since the version it was written against.
    #[error("someone changed the same text meanwhile")]
    EditedMeanwhile {
        /// The ticket as it is now.
        theirs: Box<Ticket>,
        /// What the writer wanted.
        yours: Edit,
    },
    /// The edit changes nothing at all: it names no field.
    #[error("there is nothing to change")]
    NothingToChange,
    /// A command with this id was accepted before, with other content.
    #[error("a different command with this id was accepted before")]
    CommandReused,
}

fn either(needs: &[Status]) -> String {
    needs.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" or ")
}
