//! Notices: a refusal, a close that was not carried out, a message that is held until it is dismissed.

use crate::failure::Failure;
use crate::filters;
use askama::Template;
use tickets::{Category, Refusal, Status, TicketId};

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
    /// Whether it has a button that leads to the backups of the desk.
    pub offers_backups: bool,
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
                "Read it, then decide whether to close the ticket.".to_owned()
            }
            WhyOpen::Refused(refusal) => explain(refusal).1,
            WhyOpen::Failed(failure) => failure.todo.clone(),
        }
    }

    fn exists(&self) -> bool {
        !matches!(self.why, WhyOpen::Refused(Refusal::NoSuchTicket))
    }
}

/// A ticket was not as it was on screen when it was started, or when its category was to be corrected. A partial swap
/// appends it to `#notices`.
#[derive(Debug, Template)]
#[template(path = "notices/not_as_seen.html")]
pub struct NotAsSeen {
    /// The ticket, for the button that opens it.
    pub ticket: TicketId,
    /// The ticket's number.
    pub number: Option<u64>,
    /// What is newer.
    pub newer: Newer,
}

/// What was done, and what is newer than what was on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newer {
    /// The ticket was started; it has a new message.
    StartedBeforeMessage,
    /// The ticket was started; its description or place was modified.
    StartedBeforeText,
    /// The category was not corrected: the description was modified.
    TextBeforeCorrection,
    /// The category was not corrected: someone else has chosen this category.
    CategoryBeforeCorrection(Category),
}

impl NotAsSeen {
    fn what(&self) -> String {
        match self.newer {
            Newer::StartedBeforeMessage => {
                "is active now. A new message arrived before you started it.".to_owned()
            }
            Newer::StartedBeforeText => {
                "is active now. Its text was changed before you started it.".to_owned()
            }
            Newer::TextBeforeCorrection => "keeps its category: its text was changed.".to_owned(),
            Newer::CategoryBeforeCorrection(category) => format!(
                "keeps its category: someone else has just chosen {}.",
                category.title()
            ),
        }
    }

    const fn next(&self) -> &'static str {
        match self.newer {
            Newer::StartedBeforeMessage => "Read it.",
            Newer::StartedBeforeText => "Read it again.",
            Newer::TextBeforeCorrection => "Read it again, then choose the category.",
            Newer::CategoryBeforeCorrection(_) => "If that is wrong, choose the category again.",
        }
    }
}

/// A command was refused. A partial swap appends it to `#notices`, so that the form of the command is not replaced.
#[derive(Debug, Template)]
#[template(path = "notices/refused.html")]
pub struct Refused {
    what: String,
    next: String,
}

impl Refused {
    /// The notice of a refusal that has no fragment of its own.
    #[must_use]
    pub fn new(refusal: &Refusal) -> Self {
        let (what, next) = explain(refusal);
        Self { what, next }
    }
}

/// What happened and what to do, for a refusal that has no fragment of its own.
#[must_use]
pub fn explain(refusal: &Refusal) -> (String, String) {
    let (what, next) = match refusal {
        Refusal::NoSuchTicket => (
            "This ticket does not exist.".to_owned(),
            "Check the number, or look for the ticket in the list.",
        ),
        Refusal::TicketExists => (
            "This report was already sent.".to_owned(),
            "It counts once. Look for it in the list.",
        ),
        Refusal::HelpdeskOnly => (
            "Only the helpdesk can do this.".to_owned(),
            "Nothing was changed. Write a message in the ticket to ask the helpdesk.",
        ),
        Refusal::WrongStatus { is, needs, .. } => wrong_status(*is, needs),
        Refusal::ClosedMeanwhile { .. } => (
            "This ticket was closed.".to_owned(),
            "Your text is still here. If the problem is not solved, report it again.",
        ),
        Refusal::AcceptedThenClosed { number, .. } => (
            number.map_or("Your text was received.".to_owned(), |number| {
                format!("Your text was received as part of #{number}.")
            }),
            "The helpdesk has closed this ticket since.",
        ),
        Refusal::EditedMeanwhile { .. } => (
            "Someone changed this ticket while you were writing.".to_owned(),
            "Your text is still here. Compare both texts and choose one.",
        ),
        Refusal::ChangedMeanwhile { .. } => (
            "This ticket has changed since you opened it.".to_owned(),
            "Nothing was changed. Read the current version, then decide.",
        ),
        Refusal::NothingToChange => (
            "Your text is the same as before.".to_owned(),
            "Change the description or the place, then save.",
        ),
        Refusal::CommandReused => (
            "This form was already sent with other content.".to_owned(),
            "Nothing was changed. Open the ticket again, then repeat your change.",
        ),
    };
    (what, next.to_owned())
}

fn wrong_status(is: Status, needs: &[Status]) -> (String, &'static str) {
    let what = match (is, needs) {
        (Status::Open, _) => "This ticket is open. It must be started before it can be closed.",
        (Status::Active, _) => "This ticket is already active.",
        (Status::Closed, _) => "This ticket is already closed.",
    };
    let next = match is {
        Status::Open => "Nothing was changed. Start it first.",
        Status::Active => "Nothing was changed. The page shows its current state.",
        Status::Closed => "Nothing was changed. A closed ticket can only be read.",
    };
    (what.to_owned(), next)
}
