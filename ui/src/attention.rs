//! "Needs your attention": the changes that the hub refused or fails on, each with its text, the reason and what can be done.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Utc};
use tickets::{Action, CommandId, Description, Edit, Place, Refusal, Role, Status, Ticket, TicketId};

use crate::WallClock;
use crate::entry::Header;
use crate::filters;
use crate::notices::explain;

/// The page, into `#page`.
#[derive(Debug, Template)]
#[template(path = "attention/page.html")]
pub struct AttentionPage<'a> {
    /// The bar at the top.
    pub header: Header,
    /// The changes.
    pub list: AttentionList<'a>,
}

/// `#attention`: the refused changes, the oldest first, and those on which the hub fails.
#[derive(Debug, Template)]
#[template(path = "attention/list.html")]
pub struct AttentionList<'a> {
    /// The refused changes.
    pub items: &'a [RefusedChange],
    /// The changes on which the hub fails.
    pub parked: &'a [ParkedChange],
    /// The tickets that the computer had before it belonged to the hub.
    pub earlier: Option<EarlierTickets>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for AttentionList<'_> {}

/// The tickets that a computer had before it belonged to the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierTickets {
    /// The file that has them.
    pub file: String,
    /// The number of the tickets that are not closed.
    pub unclosed: u64,
}

/// A change on which the hub fails while it accepts others. It is sent again every hour.
#[derive(Clone, Debug, PartialEq)]
pub struct ParkedChange {
    /// The id of the command.
    pub command: CommandId,
    /// The number of the ticket, if it is known.
    pub number: Option<u64>,
    /// When it was entered.
    pub given_at: DateTime<Utc>,
    /// What was entered.
    pub action: Action,
}

impl ParkedChange {
    /// What does not happen.
    fn what(&self) -> String {
        let ticket = named(self.number);
        match &self.action {
            Action::Report { .. } => "A report cannot be sent".to_owned(),
            Action::Modify { .. } => format!("A change of {ticket} cannot be sent"),
            Action::Write { .. } => format!("A message in {ticket} cannot be sent"),
            Action::Start => format!("The start of {ticket} cannot be sent"),
            Action::Close => format!("The closing of {ticket} cannot be sent"),
            Action::Correct { category } => {
                format!("The category {} of {ticket} cannot be sent", category.title())
            }
            Action::RemoveText { .. } => format!("The removal of texts of {ticket} cannot be sent"),
        }
    }

    /// The text that a person entered.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        text(&self.action)
    }

    /// The place that a person entered; empty if they removed it.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        place(&self.action)
    }
}

/// A change that the hub refused.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedChange {
    /// The id of the command.
    pub command: CommandId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The number of the ticket, if it is known.
    pub number: Option<u64>,
    /// When it was entered.
    pub given_at: DateTime<Utc>,
    /// What was entered.
    pub action: Action,
    /// Why it was refused.
    pub refusal: Refusal,
    /// The ticket, if it is on this computer.
    pub now: Option<Ticket>,
    /// The id of the command that an action sends.
    pub again: CommandId,
    /// The id of the ticket that "Report it again" creates.
    pub new_ticket: TicketId,
}

impl RefusedChange {
    /// What did not happen.
    fn what(&self) -> String {
        let ticket = named(self.number);
        match &self.action {
            Action::Report { .. } => "A report was not accepted".to_owned(),
            Action::Modify { .. } => format!("A change of {ticket} was not accepted"),
            Action::Write { .. } => format!("A message in {ticket} was not accepted"),
            Action::Start => format!("{ticket} was not started"),
            Action::Close => format!("{ticket} was not closed"),
            Action::Correct { category } => {
                format!("The category of {ticket} was not changed to {}", category.title())
            }
            Action::RemoveText { .. } => format!("Texts of {ticket} were not removed"),
        }
    }

    /// Why not.
    fn why(&self) -> String {
        if self.is_closed() {
            return "The ticket was closed before this arrived.".to_owned();
        }
        match (&self.refusal, &self.action) {
            (Refusal::EditedMeanwhile { .. }, _) => {
                "Someone else changed the same text before this arrived.".to_owned()
            }
            (Refusal::ChangedMeanwhile { .. }, _) => "The ticket was changed before this arrived.".to_owned(),
            (Refusal::NoSuchTicket, _) => "This ticket does not exist on the campus’s server.".to_owned(),
            (Refusal::HelpdeskOnly, _) => {
                "Only computers of the helpdesk can do this, and this is none of them.".to_owned()
            }
            (refusal, _) => explain(refusal).0,
        }
    }

    /// Whether the ticket was closed before the change arrived.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        match &self.refusal {
            Refusal::ClosedMeanwhile { .. } | Refusal::AcceptedThenClosed { .. } => true,
            Refusal::WrongStatus { is, .. } => *is == Status::Closed,
            _ => false,
        }
    }

    /// The text that a person entered.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        text(&self.action)
    }

    /// The place that a person entered; empty if they removed it.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        place(&self.action)
    }

    /// The refused edit and the ticket as it is now, if the edit can be made again.
    #[must_use]
    pub fn edit(&self) -> Option<(&Edit, &Ticket)> {
        match &self.action {
            Action::Modify { edit, .. } => self
                .now
                .as_ref()
                .filter(|now| now.status != Status::Closed)
                .map(|now| (edit, now)),
            _ => None,
        }
    }

    /// The current texts, to compare with the refused edit.
    fn theirs(&self) -> Option<&Ticket> {
        self.edit().map(|(_, now)| now)
    }

    /// Whether the text can be sent as a report: its ticket is closed or does not exist.
    #[must_use]
    pub fn can_be_reported(&self) -> bool {
        self.text().is_some() && self.edit().is_none() && self.now_is_closed_or_gone()
    }

    fn now_is_closed_or_gone(&self) -> bool {
        self.now.as_ref().is_none_or(|now| now.status == Status::Closed)
    }

    /// Whether a message can be written again: its ticket is there and not closed.
    #[must_use]
    pub fn can_be_written(&self) -> bool {
        matches!(self.action, Action::Write { .. }) && !self.now_is_closed_or_gone()
    }
}

fn named(number: Option<u64>) -> String {
    number.map_or_else(|| "the ticket".to_owned(), |number| format!("#{number}"))
}

fn text(action: &Action) -> Option<&str> {
    match action {
        Action::Report { description, .. } => Some(description.as_str()),
        Action::Modify { edit, .. } => edit.description.as_ref().map(Description::as_str),
        Action::Write { body } => Some(body.as_str()),
        _ => None,
    }
}

fn place(action: &Action) -> Option<&str> {
    match action {
        Action::Report { place, .. } => place.as_ref().map(Place::as_str),
        Action::Modify { edit, .. } => edit
            .place
            .as_ref()
            .map(|place| place.as_ref().map_or("", Place::as_str)),
        _ => None,
    }
}
