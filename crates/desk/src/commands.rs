//! What can be done: each method gives the store one command, which is decided there.

use store::{Accepted, Decision, StoreError};
use tickets::{
    Action, Base, Body, Caller, Category, Command, CommandId, Description, Edit, Place, Refusal, Role,
    TicketId,
};

use crate::Desk;

impl Desk {
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

    /// Takes a ticket on, if it still has this version.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn start_at(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        version: u64,
    ) -> Result<Decision, StoreError> {
        self.give_at(caller, id, ticket, Action::Start, Some(Base::Version(version)))
    }

    /// Finishes a ticket, if it still has this version.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn close_at(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        version: u64,
    ) -> Result<Decision, StoreError> {
        self.give_at(caller, id, ticket, Action::Close, Some(Base::Version(version)))
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
        let decision = self.give(caller, id, ticket, Action::Correct { category })?;
        if decision.as_ref().is_ok_and(|accepted| !accepted.repeated) {
            self.live_classifier.heard_a_correction();
        }
        Ok(decision)
    }

    fn give(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        action: Action,
    ) -> Result<Decision, StoreError> {
        self.give_at(caller, id, ticket, action, None)
    }

    fn give_at(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        action: Action,
        only_at: Option<Base>,
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
                only_at,
                action,
            },
            now,
        )?;
        Ok(decision.and_then(|accepted| for_eyes_of(role, accepted)))
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
