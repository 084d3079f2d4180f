//! Notices: a refusal, a close that was not carried out, a message that is held until it is dismissed.

use crate::failure::Failure;
use crate::filters;
use askama::Template;
use tickets::{Refusal, Status, TicketId};

/// The notices that are held until they are dismissed, `#held`.
#[derive(Debug, Template)]
#[template(path = "notices.html")]
pub struct Notices<'a> {
    /// The newest last.
    pub notices: &'a [Notice],
}

/// A notice that is held until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Identifies the notice when it is dismissed.
    pub id: String,
    /// What happened.
    pub what: String,
    /// What it means, and what to do.
    pub next: String,
}

/// A ticket was not closed, and why. The page appends it to `#notices`.
#[derive(Debug, Template)]
#[template(path = "notices/stays_open.html")]
pub struct StaysOpen<'a> {
    /// The ticket, for the button that opens it.
    pub ticket: TicketId,
    /// The ticket's number.
    pub number: Option<u64>,
    /// The reason.
    pub why: WhyOpen<'a>,
}

/// Why a ticket was not closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WhyOpen<'a> {
    /// A message arrived that was not on screen.
    NewMessage,
    /// The description or the place was modified after what was on screen.
    NewText,
    /// The close was refused.
    Refused(&'a Refusal),
    /// The close could not be saved.
    Failed(&'a Failure),
}

impl StaysOpen<'_> {
    fn what(&self) -> String {
        match self.why {
            WhyOpen::NewMessage => "stays open: a new message has arrived.".to_owned(),
            WhyOpen::NewText => "stays open: its text was changed.".to_owned(),
            WhyOpen::Refused(refusal) => format!("was not closed. {}", explain(refusal).0),
            WhyOpen::Failed(failure) => format!("was not closed. {}", failure.what),
        }
    }

    fn next(&self) -> String {
        match self.why {
            WhyOpen::NewMessage | WhyOpen::NewText => {
                "Read it, then close the ticket if it is still done.".to_owned()
            }
            WhyOpen::Refused(refusal) => explain(refusal).1,
            WhyOpen::Failed(failure) => failure.todo.clone(),
        }
    }

    fn exists(&self) -> bool {
        !matches!(self.why, WhyOpen::Refused(Refusal::NoSuchTicket))
    }
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
