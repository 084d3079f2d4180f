//! Closing a ticket as it was on screen.
//!
//! The page waits five seconds before it sends a close, so that it can be undone. A close names what was on screen:
//!
//! ```text
//!   read the ticket ──▶ a newer message or edit? ──yes──▶ the ticket stays open
//!      ▲                        │ no
//!      └── refused: changed ── start (if open), then close, each only at the version that was read
//! ```
//!
//! A corrected category, or a start, does not prevent the close.

use desk::{Desk, Visible};
use store::StoreError;
use tickets::{Base, Caller, CommandId, Refusal, Status, Ticket, TicketId};

use crate::form::{Form, FormError};

/// A close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// The ticket to close.
    pub ticket: TicketId,
    /// The state of the ticket that its closer saw.
    pub seen: AsSeen,
    /// The id of the command that starts the ticket, if it is open.
    pub start: CommandId,
    /// The id of the command that closes it.
    pub close: CommandId,
}

/// The state of a ticket that was on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsSeen {
    /// The ticket's version.
    pub version: u64,
    /// The number of messages in the thread.
    pub messages: u32,
}

/// How a close ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The ticket is closed.
    Closed,
    /// A message arrived that was not on screen: nothing was sent.
    NewMessage,
    /// The description or the place was modified after the version on screen: nothing was sent.
    NewText,
    /// The desk refused.
    Refused(Refusal),
}

impl Close {
    /// Parses the form of `close_ticket`.
    pub fn parse(form: &Form) -> Result<Self, FormError> {
        Ok(Self {
            ticket: form.ticket()?,
            seen: AsSeen {
                version: form.required("version")?,
                messages: form.required("messages")?,
            },
            start: form.required("start_command")?,
            close: form.command()?,
        })
    }

    /// Closes the ticket, unless it has a newer message or text than its closer saw. Blocks.
    ///
    /// Each command names the version that was read before, so that nothing can slip in between reading and closing.
    pub fn apply(&self, desk: &Desk, caller: &Caller) -> Result<Outcome, StoreError> {
        loop {
            let ticket = match desk.ticket(caller.role, self.ticket.into())? {
                Visible::Full(ticket) => ticket,
                Visible::Closed { .. } | Visible::NotFound => {
                    return Ok(Outcome::Refused(Refusal::NoSuchTicket));
                }
            };
            if let Some(newer) = self.seen.compare(&ticket) {
                return Ok(newer);
            }
            let (id, version) = (self.ticket, Base::Version(ticket.version));
            let decision = match ticket.status {
                Status::Open => desk.start(caller, self.start, id, Some(version))?,
                Status::Active => desk.close(caller, self.close, id, Some(version))?,
                Status::Closed => return Ok(Outcome::Closed),
            };
            match decision {
                Ok(_) | Err(Refusal::ChangedMeanwhile { .. }) => {}
                Err(refusal) => return Ok(Outcome::Refused(refusal)),
            }
        }
    }
}

impl AsSeen {
    /// Parses what a form says was on screen; `None` if it does not say it.
    pub fn parse(form: &Form) -> Result<Option<Self>, FormError> {
        let (version, messages) = (form.optional("version")?, form.optional("messages")?);
        Ok(version
            .zip(messages)
            .map(|(version, messages)| Self { version, messages }))
    }

    /// The newer message or text that prevents the close; `None` if there is none, or the ticket is closed already.
    #[must_use]
    pub fn compare(self, now: &Ticket) -> Option<Outcome> {
        if now.status == Status::Closed {
            None
        } else if now.messages > self.messages {
            Some(Outcome::NewMessage)
        } else if now.description_version.max(now.place_version) > self.version {
            Some(Outcome::NewText)
        } else {
            None
        }
    }
}
