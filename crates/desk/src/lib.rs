//! The one door: every click and every route calls a method of [`Desk`].
//!
//! `Desk` knows who asks, so that a user is told nothing of a closed ticket but its number and closing
//! date; it asks the classifier before it asks the store; and it takes the time from a [`Clock`].

mod clock;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use classifier::Classifier;
use tickets::{
    Action, Assignment, Body, Caller, Category, Command, CommandId, Counts, Description, Edit, Message,
    Place, QueueRow, Refusal, Role, Status, Ticket, TicketId, TicketPage, TicketRef,
};
use tokio::sync::watch;
use uuid::Uuid;

pub use clock::{Clock, SystemClock};
pub use store::{
    Accepted, Anchor, Changes, Cursor, Decision, Fact, Facts, Listing, Page, StoreError, TicketStore,
};

/// A desk: the tickets of one place, and what may be done with them. Cheap to clone; all methods block.
#[derive(Clone)]
pub struct Desk {
    store: Arc<dyn TicketStore>,
    classifier: Arc<Classifier>,
    clock: Arc<dyn Clock>,
}

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
    /// Puts a desk together.
    pub fn new(store: Arc<dyn TicketStore>, classifier: Arc<Classifier>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            classifier,
            clock,
        }
    }

    /// What the classifier says of a text; shown while one types.
    #[must_use]
    pub fn classify(&self, text: &str) -> Assignment {
        self.classifier.classify(text)
    }

    /// Reports a problem: a new ticket with the id `ticket`.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn report(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        description: Description,
        place: Option<Place>,
    ) -> Result<Decision, StoreError> {
        let assignment = self.classify(description.as_str());
        self.give(
            caller,
            id,
            ticket,
            Action::Report {
                description,
                place,
                assignment,
            },
        )
    }

    /// Modifies a ticket's description or place.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn modify(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        edit: Edit,
    ) -> Result<Decision, StoreError> {
        let assignment = edit.description.as_ref().map(|text| self.classify(text.as_str()));
        self.give(caller, id, ticket, Action::Modify { edit, assignment })
    }

    /// Writes a message under a ticket.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn write(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        body: Body,
    ) -> Result<Decision, StoreError> {
        self.give(caller, id, ticket, Action::Write { body })
    }

    /// Takes a ticket on: open to active.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn start(&self, caller: &Caller, id: CommandId, ticket: TicketId) -> Result<Decision, StoreError> {
        self.give(caller, id, ticket, Action::Start)
    }

    /// Finishes a ticket: active to closed.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn close(&self, caller: &Caller, id: CommandId, ticket: TicketId) -> Result<Decision, StoreError> {
        self.give(caller, id, ticket, Action::Close)
    }

    /// Corrects (or confirms) a ticket's category.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn correct(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        category: Category,
    ) -> Result<Decision, StoreError> {
        self.give(caller, id, ticket, Action::Correct { category })
    }

    fn give(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        action: Action,
    ) -> Result<Decision, StoreError> {
        let now = self.clock.now();
        let (role, name) = (caller.role, caller.name.clone());
        let decision = self.store.apply(
            Command {
                id,
                role,
                name,
                ticket,
                given_at: now,
                action,
            },
            now,
        )?;
        Ok(decision.and_then(|accepted| for_eyes_of(role, accepted)))
    }

    /// One ticket, as far as this role may see it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn ticket(&self, role: Role, which: TicketRef) -> Result<Seen<Ticket>, StoreError> {
        Ok(seen(role, self.store.ticket(which)?, |ticket| ticket))
    }

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

    /// A page of a list, as rows. A user's list holds open and active tickets only.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn rows(&self, role: Role, listing: Listing) -> Result<Page<QueueRow>, StoreError> {
        match listing_for(role, listing) {
            Some(listing) => self.store.rows(&listing),
            None => Ok(Page {
                items: Vec::new(),
                before: None,
                after: None,
            }),
        }
    }

    /// A page of a list, as whole tickets. A user's list holds open and active tickets only.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn tickets(&self, role: Role, listing: Listing) -> Result<Page<Ticket>, StoreError> {
        match listing_for(role, listing) {
            Some(listing) => self.store.tickets(&listing),
            None => Ok(Page {
                items: Vec::new(),
                before: None,
                after: None,
            }),
        }
    }

    /// How many tickets there are, of each kind.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.store.counts()
    }

    /// Up to `limit` places used before that begin with `prefix`.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    pub fn places(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.store.places(prefix, limit)
    }

    /// What changed since the feed's number `after`. For the helpdesk and for services.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        self.store.changes(after, limit)
    }

    /// The same for what the analyses need.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError> {
        self.store.facts(after, limit)
    }

    /// The feed's last number, and a way to wait for the next.
    #[must_use]
    pub fn feed(&self) -> watch::Receiver<u64> {
        self.store.feed()
    }

    /// The desk's generation.
    #[must_use]
    pub fn generation(&self) -> Uuid {
        self.store.generation()
    }

    /// The time by this desk's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// A repeated command answers with the ticket as it is now, which a user may no longer see.
fn for_eyes_of(role: Role, accepted: Accepted) -> Decision {
    match (role, accepted.ticket.closed_at) {
        (Role::User, Some(closed_at)) => Err(Refusal::ClosedMeanwhile {
            number: accepted.ticket.number,
            closed_at,
        }),
        _ => Ok(accepted),
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

/// What a user may list; `None` if that is nothing at all.
fn listing_for(role: Role, mut listing: Listing) -> Option<Listing> {
    if role == Role::User {
        if listing.filter.status == Some(Status::Closed) {
            return None;
        }
        listing.filter.unclosed = true;
    }
    Some(listing)
}
