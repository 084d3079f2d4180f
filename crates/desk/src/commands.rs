//! The commands: each method sends one command to the store, where `tickets::decide` accepts or refuses it.

use store::{Accepted, Decision, StoreError};
use tickets::{
    Action, Base, Body, Caller, Category, Command, CommandId, Description, Edit, Place, Refusal, Reporter,
    Role, TextPart, TicketId,
};

use crate::Desk;

/// A problem to report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the problem is.
    pub description: Description,
    /// Where the problem is.
    pub place: Option<Place>,
    /// The closed ticket whose problem is reported again.
    pub follows: Option<TicketId>,
    /// The person for whom the helpdesk reports.
    pub reporter: Option<Reporter>,
}

impl Report {
    /// A report of a new problem, by the person who has it.
    #[must_use]
    pub const fn new(description: Description, place: Option<Place>) -> Self {
        Self {
            description,
            place,
            follows: None,
            reporter: None,
        }
    }
}

impl Desk {
    /// Reports a problem: creates a ticket with the id `ticket`.
    pub fn report(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        report: Report,
    ) -> Result<Decision, StoreError> {
        let assignment = self.classify(report.description.as_str());
        let report = Action::Report {
            description: report.description,
            place: report.place,
            assignment,
            follows: report.follows,
            reporter: report.reporter,
        };
        self.apply(caller, id, ticket, report, None)
    }

    /// Modifies a ticket's description or place. A new description is classified.
    pub fn modify(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        edit: Edit,
    ) -> Result<Decision, StoreError> {
        let assignment = edit.description.as_ref().map(|text| self.classify(text.as_str()));
        self.apply(caller, id, ticket, Action::Modify { edit, assignment }, None)
    }

    /// Adds a message to a ticket's thread.
    pub fn write(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        body: Body,
    ) -> Result<Decision, StoreError> {
        self.apply(caller, id, ticket, Action::Write { body }, None)
    }

    /// Starts a ticket: open to active. With `only_at`, the command is refused if the ticket has changed since.
    pub fn start(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        only_at: Option<Base>,
    ) -> Result<Decision, StoreError> {
        self.apply(caller, id, ticket, Action::Start, only_at)
    }

    /// Closes a ticket: active to closed. With `only_at`, the command is refused if the ticket has changed since.
    pub fn close(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        only_at: Option<Base>,
    ) -> Result<Decision, StoreError> {
        self.apply(caller, id, ticket, Action::Close, only_at)
    }

    /// Corrects or confirms a ticket's category. An accepted correction wakes the background learner. With `only_at`, the
    /// command is refused if the ticket has changed since.
    pub fn correct(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        category: Category,
        only_at: Option<Base>,
    ) -> Result<Decision, StoreError> {
        let decision = self.apply(caller, id, ticket, Action::Correct { category }, only_at)?;
        if decision.as_ref().is_ok_and(|accepted| !accepted.repeated) {
            self.live_classifier.corrections.notify();
        }
        Ok(decision)
    }

    /// Removes texts of a ticket for good. A model that was learned from them is no longer used, and a lesson is due.
    pub fn remove_text(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        text: TextPart,
    ) -> Result<Decision, StoreError> {
        self.unlearning(|| self.apply(caller, id, ticket, Action::RemoveText { text }, None))
    }

    fn apply(
        &self,
        caller: &Caller,
        id: CommandId,
        ticket: TicketId,
        action: Action,
        only_at: Option<Base>,
    ) -> Result<Decision, StoreError> {
        let now = self.clock.now();
        let command = Command {
            id,
            role: caller.role,
            name: caller.name.clone(),
            ticket,
            given_at: now,
            only_at,
            number: None,
            action,
        };
        let decision = self.store.apply(command, now)?;
        Ok(decision.and_then(|accepted| hide_closed_from_users(caller.role, accepted)))
    }
}

/// A repeated command is answered with the current ticket, which a user must not see once it is closed. The answer still
/// says that the command counted, so that nobody sends it as a new one.
pub(crate) fn hide_closed_from_users(role: Role, accepted: Accepted) -> Decision {
    match (role, accepted.ticket.closed_at) {
        (Role::User, Some(closed_at)) => Err(Refusal::AcceptedThenClosed {
            number: accepted.ticket.number,
            closed_at,
        }),
        _ => Ok(accepted),
    }
}
