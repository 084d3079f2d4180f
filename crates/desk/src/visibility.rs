//! How much of a ticket each reader may see.

use chrono::{DateTime, Utc};
use store::StoreError;
use tickets::{Message, MessageId, Refusal, Role, Ticket, TicketId, TicketPage, TicketRef};

use crate::Desk;

/// The number of messages and lines of history that a ticket's page has at first.
pub const NEWEST: usize = 50;

/// The part of a ticket that the caller may see.
#[derive(Clone, Debug, PartialEq)]
pub enum Visible<T> {
    /// Everything.
    Full(T),
    /// The ticket is closed and the caller is a user: nothing but its number and closing date.
    Closed {
        /// `None` if the ticket has no number yet.
        number: Option<u64>,
        /// The closing date.
        closed_at: DateTime<Utc>,
    },
    /// There is no such ticket.
    NotFound,
}

/// The person who reads a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Sees open and active tickets.
    User,
    /// A user who reported this ticket: sees it also closed, because the answer is for them. The caller has checked who
    /// reported it.
    OwnReport,
    /// Sees all tickets.
    Helpdesk,
}

impl From<Role> for Reader {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Helpdesk => Self::Helpdesk,
        }
    }
}

impl<T> Visible<T> {
    /// Everything, or the refusal that explains why it is hidden.
    pub fn full(self) -> Result<T, Refusal> {
        match self {
            Self::Full(full) => Ok(full),
            Self::Closed { number, closed_at } => Err(Refusal::ClosedMeanwhile { number, closed_at }),
            Self::NotFound => Err(Refusal::NoSuchTicket),
        }
    }
}

impl Desk {
    /// Resolves a ticket's number to its id, for a command, which `tickets::decide` checks. The ticket may be closed: a
    /// repeated command is answered by what it did, also to a user who no longer sees the ticket.
    pub fn id_of(&self, ticket: TicketRef) -> Result<Result<TicketId, Refusal>, StoreError> {
        match ticket {
            TicketRef::Id(id) => Ok(Ok(id)),
            TicketRef::Number(_) => {
                let found = self.store.ticket(ticket)?;
                Ok(found.map(|ticket| ticket.id).ok_or(Refusal::NoSuchTicket))
            }
        }
    }

    /// One ticket.
    pub fn ticket(
        &self,
        reader: impl Into<Reader>,
        ticket: TicketRef,
    ) -> Result<Visible<Ticket>, StoreError> {
        Ok(visible(reader.into(), self.store.ticket(ticket)?, |ticket| {
            ticket
        }))
    }

    /// One ticket with its last [`NEWEST`] messages and lines of history.
    pub fn ticket_page(
        &self,
        reader: impl Into<Reader>,
        ticket: TicketRef,
    ) -> Result<Visible<TicketPage>, StoreError> {
        self.newest_page(reader, ticket, NEWEST)
    }

    /// One ticket with its last `newest` messages and lines of history.
    pub fn newest_page(
        &self,
        reader: impl Into<Reader>,
        ticket: TicketRef,
        newest: usize,
    ) -> Result<Visible<TicketPage>, StoreError> {
        let reader = reader.into();
        let page = self.store.newest_page(ticket, newest)?.map(|page| match reader {
            Reader::Helpdesk => page,
            Reader::User | Reader::OwnReport => page.without_contact(),
        });
        Ok(visible(reader, page, |page| &page.ticket))
    }

    /// The last `limit` messages of a ticket, of those before the message `before` if given; oldest first. Empty if the
    /// ticket does not have that message.
    pub fn messages_before(
        &self,
        reader: impl Into<Reader>,
        ticket: TicketRef,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Visible<Vec<Message>>, StoreError> {
        Ok(match self.ticket(reader, ticket)? {
            Visible::Full(_) => Visible::Full(self.store.messages_before(ticket, before, limit)?),
            Visible::Closed { number, closed_at } => Visible::Closed { number, closed_at },
            Visible::NotFound => Visible::NotFound,
        })
    }
}

fn visible<T>(reader: Reader, found: Option<T>, ticket: impl Fn(&T) -> &Ticket) -> Visible<T> {
    match found {
        None => Visible::NotFound,
        Some(full) => match (reader, ticket(&full).closed_at) {
            (Reader::User, Some(closed_at)) => Visible::Closed {
                number: ticket(&full).number,
                closed_at,
            },
            _ => Visible::Full(full),
        },
    }
}
