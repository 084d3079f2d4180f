//! Why a command was not accepted: an expected answer with everything that a page needs to explain it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Edit, Status, Ticket};

/// A refusal by [`decide`](crate::decide()), or by the store for a reused command id.
#[derive(Clone, Debug, PartialEq, Error, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Refusal {
    /// The ticket does not exist, or the role may not see it.
    #[error("there is no such ticket")]
    NoSuchTicket,
    /// A report has the id of an existing ticket.
    #[error("a ticket with this id exists already")]
    TicketExists,
    /// The command is reserved for the helpdesk.
    #[error("only the helpdesk may do this")]
    HelpdeskOnly,
    /// The ticket's status does not allow the command.
    #[error("the ticket is {is}, but must be {} for this", join_with_or(needs))]
    WrongStatus {
        /// The ticket's current state.
        ticket: Box<Ticket>,
        /// The current status.
        is: Status,
        /// The statuses in which the command is accepted.
        needs: Vec<Status>,
    },
    /// A user wrote to a closed ticket. A user may not see more of a closed ticket than these fields.
    #[error("the ticket has been closed")]
    ClosedMeanwhile {
        /// The ticket's short number.
        number: Option<u64>,
        /// When the ticket was closed.
        closed_at: DateTime<Utc>,
    },
    /// A user repeated a command that was accepted, and its ticket has been closed since. The command counted once; a
    /// user may not see more of the closed ticket than these fields.
    #[error("this was received, and the ticket has been closed since")]
    AcceptedThenClosed {
        /// The ticket's short number.
        number: Option<u64>,
        /// When the ticket was closed.
        closed_at: DateTime<Utc>,
    },
    /// The command is for one version of the ticket ([`Command::only_at`](crate::Command::only_at)), and the ticket
    /// has another version.
    #[error("the ticket has changed since then")]
    ChangedMeanwhile {
        /// The ticket's current state.
        ticket: Box<Ticket>,
    },
    /// A field of the edit has changed since the edit's base version.
    #[error("someone else has changed the same text since then")]
    EditedMeanwhile {
        /// The ticket's current state.
        theirs: Box<Ticket>,
        /// The refused edit.
        yours: Edit,
    },
    /// The edit names no field, or only texts that the ticket has already.
    #[error("there is nothing to change")]
    NothingToChange,
    /// A command with this id and other content was accepted before.
    #[error("a different command with this id was accepted before")]
    CommandReused,
}

fn join_with_or(needs: &[Status]) -> String {
    needs.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" or ")
}
