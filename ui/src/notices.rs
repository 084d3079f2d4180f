//! What comes up by itself and must be read: a close that was held back, a refusal.

use crate::filters;
use askama::Template;
use tickets::{Refusal, Status, TicketId};

/// The notices that the shell holds until they are dismissed, `#held`.
#[derive(Debug, Template)]
#[template(path = "notices.html")]
pub struct Notices<'a> {
    /// The newest last.
    pub notices: &'a [Notice],
    /// The close that was asked for last, if one waits.
    pub closing: Option<ClosingNow>,
}

/// A close that waits for its five seconds, with the way to take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosingNow {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: Option<u64>,
    /// How many others wait too.
    pub others: usize,
}

/// One notice. It stays until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Names it, for dismissing it.
    pub id: String,
    /// The ticket it is about.
    pub ticket: Option<TicketId>,
    /// That ticket's number.
    pub number: Option<u64>,
    /// What happened.
    pub what: String,
    /// What it means and what one can do.
    pub next: String,
}

/// A command was refused. Appended to `#notices` by a partial swap, wherever the answer was to go, so that
/// the form it came from stays as it is.
#[derive(Debug, Template)]
#[template(path = "notices/refused.html")]
pub struct Refused {
    what: String,
    next: String,
}

impl Refused {
    /// What to say of a refusal that no page of its own explains.
    #[must_use]
    pub fn new(refusal: &Refusal) -> Self {
        let (what, next) = explain(refusal);
        Self { what, next }
    }
}

/// A refusal in words, for those that no page of their own explains: what happened, and what to do.
#[must_use]
pub fn explain(refusal: &Refusal) -> (String, String) {
    let (what, next) = match refusal {
        Refusal::NoSuchTicket => (
            "This ticket does not exist here.".to_owned(),
            "Nothing was changed. Check the number, or look for it in the list.",
        ),
        Refusal::TicketExists => (
            "This report was sent before.".to_owned(),
            "It counts once; you find it in the list.",
        ),
        Refusal::HelpdeskOnly => (
            "Only the helpdesk can do this.".to_owned(),
            "Nothing was changed. Write a message under the ticket to ask for it.",
        ),
        Refusal::WrongStatus { is, needs, .. } => wrong_status(*is, needs),
        Refusal::ClosedMeanwhile { .. } => (
            "This ticket was closed meanwhile.".to_owned(),
            "Nothing of yours is lost. If the problem is still there, report it again.",
        ),
        Refusal::EditedMeanwhile { .. } => (
            "Someone changed this ticket while you were writing.".to_owned(),
            "Nothing of yours is lost. Compare both texts and choose one.",
        ),
        Refusal::ChangedMeanwhile { .. } => (
            "This ticket has changed meanwhile.".to_owned(),
            "Nothing was done to it. Read what is new, then decide.",
        ),
        Refusal::NothingToChange => (
            "Nothing was different.".to_owned(),
            "The ticket is as it was. Change the description or the place, then save.",
        ),
        Refusal::CommandReused => (
            "This form was already used for something else.".to_owned(),
            "Nothing was changed. Open the ticket again and repeat what you wanted.",
        ),
    };
    (what, next.to_owned())
}

fn wrong_status(is: Status, needs: &[Status]) -> (String, &'static str) {
    let what = match (is, needs) {
        (Status::Open, _) => "This ticket is still open; it has to be started before it can be closed.",
        (Status::Active, _) => "This ticket has already been started.",
        (Status::Closed, _) => "This ticket has already been closed.",
    };
    let next = match is {
        Status::Open => "Nothing was changed. Start it first.",
        Status::Active => "Nothing was changed. The page now shows it as it is.",
        Status::Closed => "Nothing was changed. Closed tickets can only be read.",
    };
    (what.to_owned(), next)
}
