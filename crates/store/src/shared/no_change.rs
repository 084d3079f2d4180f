//! Edits whose texts are those of the ticket already.

use tickets::{Action, Command, Refusal, Ticket};

use crate::{Accepted, Decision};

/// The answer to a refused command: an edit that changes nothing is accepted, so that its writer need not care who
/// wrote the same before. Nothing is stored. An edit without any field stays refused.
pub fn accept(command: &Command, ticket: Option<&Ticket>, refusal: Refusal) -> Decision {
    match (refusal, &command.action, ticket) {
        (Refusal::NothingToChange, Action::Modify { edit, .. }, Some(ticket))
            if edit.description.is_some() || edit.place.is_some() =>
        {
            Ok(Accepted {
                ticket: ticket.clone(),
                entry: None,
                message: None,
                repeated: true,
            })
        }
        (refusal, ..) => Err(refusal),
    }
}
