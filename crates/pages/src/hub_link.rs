//! The hub of a laptop, as the commands see it.

use desk::Desk;
use store::{Replica, StoreError};
use tickets::{CommandId, Name, Role, TicketId};
use ui::attention::EarlierTickets;
use ui::hub::{HubLine, Standing};

use crate::report_again::Closed;
use crate::visit::Visit;

/// The hub that a laptop's desk is a replica of.
pub trait HubLink: Send + Sync {
    /// How the laptop stands with its hub.
    fn standing(&self) -> Standing;

    /// The waiting commands on which the hub fails again and again while it accepts others.
    fn parked(&self) -> Vec<CommandId>;

    /// The laptop's replica.
    fn replica(&self) -> &dyn Replica;

    /// Lets the helpdesk's other desks see that a ticket is open on this laptop, with the name that the person entered;
    /// `None`: none is any more.
    fn set_open_ticket(&self, open: Option<(TicketId, Option<Name>)>);

    /// The other desks at which a ticket is open too: for each, the name that its person entered.
    fn other_desks(&self, ticket: TicketId) -> Vec<Option<Name>>;

    /// The desk that the laptop had before it belonged to the hub, if the person has not decided about its tickets.
    fn earlier_desk(&self) -> Option<EarlierTickets>;

    /// Sends the unclosed tickets of the earlier desk to the hub. `desk` classifies them.
    fn send_earlier_tickets(&self, desk: &Desk) -> Result<(), StoreError>;

    /// Leaves the tickets of the earlier desk where they are, and offers them no more.
    fn leave_earlier_tickets(&self) -> Result<(), StoreError>;
}

impl dyn Visit + '_ {
    /// The line about the hub; `None` on a desk of its own.
    #[must_use]
    pub fn hub_line(&self) -> Option<HubLine> {
        self.hub().map(|hub| HubLine {
            standing: hub.standing(),
            attention: refused(hub) + hub.parked().len() + usize::from(hub.earlier_desk().is_some()),
            clock: self.clock(),
        })
    }

    /// What is known of a ticket that is not on this laptop because it was closed: closed tickets leave the replica of a
    /// user. `None`: the ticket may not exist.
    #[must_use]
    pub fn closed_at_hub(&self, ticket: TicketId) -> Option<Closed> {
        let replica = self.hub()?.replica();
        let read = || {
            let position = replica.sync_state()?.and_then(|state| state.position);
            let complete = position.is_some_and(|position| position.complete);
            Ok((complete, replica.closed(ticket)?))
        };
        let (complete, closed) = read()
            .inspect_err(|error: &StoreError| tracing::error!(%error, "the replica could not be read"))
            .ok()?;
        let known = closed.map_or((None, None), |closed| (closed.number, Some(closed.closed_at)));
        (complete && self.role_or_user() == Role::User).then_some(known)
    }
}

/// The number of refused changes. If they cannot be read, the page that lists them says so.
fn refused(hub: &dyn HubLink) -> usize {
    let refused = hub.replica().attention();
    refused
        .inspect_err(|error| tracing::error!(%error, "the refused changes could not be read"))
        .map_or(0, |refused| refused.len())
}
