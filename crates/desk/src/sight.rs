//! What someone may see of one ticket.

use chrono::{DateTime, Utc};
use store::StoreError;
use tickets::{Message, Refusal, Role, Ticket, TicketId, TicketPage, TicketRef};

use crate::Desk;

/// What someone may see of a ticket.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen<T> {
    /// All of it.
    Whole(T),
    /// To a user, of a closed ticket: only this.
    Closed {
        /// Its number.
        number: Option<u64>,
        /// When it was closed.
        closed_at: DateTime<Utc>,
    },
    /// There is no such ticket.
    Nothing,
}

impl<T> Seen<T> {
    /// All of it, or the refusal that explains why not.
    ///
    /// # Errors
    /// [`Refusal`] where there is less to see.
    pub fn whole(self) -> Result<T, Refusal> {
        match self {
            Self::Whole(whole) => Ok(whole),
            Self::Closed { number, closed_at } => Err(Refusal::ClosedMeanwhile { number, closed_at }),
            Self::Nothing => Err(Refusal::NoSuchTicket),
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
            TicketRef::Number(_) => Ok(self.ticket(role, which)?.whole().map(|ticket| ticket.id)),
        }
    }

    /// One ticket, as far as this role may see it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn ticket(&self, role: Role, which: TicketRef) -> Result<Seen<Ticket>, StoreError> {
        Ok(seen(role, self.store.ticket(which)?, |ticket| ticket))
    }

    /// One ticket with thread and history, as far as this role may see it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn ticket_page(&self, role: Role, which: TicketRef) -> Result<Seen<TicketPage>, StoreError> {
        Ok(seen(role, self.store.ticket_page(which)?, |page| &page.ticket))
    }

    /// A ticket's messages, as far as this role may see the ticket.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    pub fn messages(&self, role: Role, which: TicketRef) -> Result<Seen<Vec<Message>>, StoreError> {
        Ok(match self.ticket(role, which)? {
            Seen::Whole(_) => Seen::Whole(self.store.messages(which)?),
            Seen::Closed { number, closed_at } => Seen::Closed { number, closed_at },
            Seen::Nothing => Seen::Nothing,
        })
    }
}

fn seen<T>(role: Role, found: Option<T>, ticket: impl Fn(&T) -> &Ticket) -> Seen<T> {
    match found {
        None => Seen::Nothing,
        Some(whole) => match (role, ticket(&whole).closed_at) {
            (Role::User, Some(closed_at)) => Seen::Closed {
                number: ticket(&whole).number,
                closed_at,
            },
            _ => Seen::Whole(whole),
        },
    }
}
