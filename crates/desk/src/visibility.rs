//! What someone may see of one ticket.

use chrono::{DateTime, Utc};
use store::StoreError;
use tickets::{Message, Refusal, Role, Ticket, TicketId, TicketPage, TicketRef};

use crate::Desk;

/// What someone may see of a ticket.
#[derive(Clone, Debug, PartialEq)]
pub enum Visible<T> {
    /// All of it.
    Full(T),
    /// To a user, of a closed ticket: only this.
    Closed {
        /// Its number.
        number: Option<u64>,
        /// When it was closed.
        closed_at: DateTime<Utc>,
    },
    /// There is no such ticket.
    NotFound,
}

impl<T> Visible<T> {
    /// All of it, or the refusal that explains why not.
    ///
    /// # Errors
    /// [`Refusal`] where there is less to see.
    pub fn full(self) -> Result<T, Refusal> {
        match self {
            Self::Full(full) => Ok(full),
            Self::Closed { number, closed_at } => Err(Refusal::ClosedMeanwhile { number, closed_at }),
            Self::NotFound => Err(Refusal::NoSuchTicket),
        }
    }
}

impl Desk {
    /// The id of a ticket that this role may see, for a command that names it by its number. An id is taken as
    /// it is: what the command does is decided later.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn id_of(&self, role: Role, which: TicketRef) -> Result<Result<TicketId, Refusal>, StoreError> {
        match which {
            TicketRef::Id(id) => Ok(Ok(id)),
            TicketRef::Number(_) => Ok(self.ticket(role, which)?.full().map(|ticket| ticket.id)),
        }
    }

    /// One ticket, as far as this role may see it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn ticket(&self, role: Role, which: TicketRef) -> Result<Visible<Ticket>, StoreError> {
        Ok(seen(role, self.store.ticket(which)?, |ticket| ticket))
    }

    /// One ticket with thread and history, as far as this role may see it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn ticket_page(&self, role: Role, which: TicketRef) -> Result<Visible<TicketPage>, StoreError> {
        Ok(seen(role, self.store.ticket_page(which)?, |page| &page.ticket))
    }

    /// A ticket's messages, as far as this role may see the ticket.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    pub fn messages(&self, role: Role, which: TicketRef) -> Result<Visible<Vec<Message>>, StoreError> {
        Ok(match self.ticket(role, which)? {
            Visible::Full(_) => Visible::Full(self.store.messages(which)?),
            Visible::Closed { number, closed_at } => Visible::Closed { number, closed_at },
            Visible::NotFound => Visible::NotFound,
        })
    }
}

fn seen<T>(role: Role, found: Option<T>, ticket: impl Fn(&T) -> &Ticket) -> Visible<T> {
    match found {
        None => Visible::NotFound,
        Some(whole) => match (role, ticket(&whole).closed_at) {
            (Role::User, Some(closed_at)) => Visible::Closed {
                number: ticket(&whole).number,
                closed_at,
            },
            _ => Visible::Full(whole),
        },
    }
}
