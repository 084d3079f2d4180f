//! Where people write under and into a ticket: composer, editor, and what happens when something came between.

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Utc};
use tickets::{CommandId, Role, Ticket, TicketId};

use crate::WallClock;
use crate::hint::Hints;
use crate::report::ReportForm;
use crate::ticket::TicketView;

/// Where one answers, `#composer`.
#[derive(Debug, Template)]
#[template(path = "write/composer.html")]
pub struct Composer<'a> {
    /// The ticket.
    pub ticket: TicketId,
    /// Who writes.
    pub role: Role,
    /// The command that sending gives.
    pub command: CommandId,
    /// What was typed so far.
    pub body: &'a str,
    /// Who, if they said so.
    pub name: &'a str,
    /// What is wrong with it.
    pub hints: Hints,
    /// When it was last saved.
    pub draft_saved: Option<DateTime<Utc>>,
    /// The time.
    pub clock: WallClock,
}

impl HtmlSafe for Composer<'_> {}

/// Where one modifies description and place, `#editor`.
#[derive(Debug, Template)]
#[template(path = "write/editor.html")]
pub struct Editor<'a> {
    /// The ticket.
    pub ticket: TicketId,
    /// The command that saving gives.
    pub command: CommandId,
    /// The version that the writer saw.
    pub version: u64,
    /// The description so far.
    pub description: &'a str,
    /// The place so far.
    pub place: &'a str,
    /// Who, if they said so.
    pub name: &'a str,
    /// What is wrong with it.
    pub hints: Hints,
    /// When it was last saved.
    pub draft_saved: Option<DateTime<Utc>>,
    /// The time.
    pub clock: WallClock,
}

impl HtmlSafe for Editor<'_> {}

/// Both texts side by side, with a choice; in place of `#editor`. Whatever is chosen is written against
/// the version shown here.
#[derive(Debug, Template)]
#[template(path = "write/conflict.html")]
pub struct Conflict<'a> {
    /// The ticket as it is now.
    pub theirs: &'a Ticket,
    /// The command that keeping one's own text gives.
    pub command: CommandId,
    /// The writer's description.
    pub description: &'a str,
    /// The writer's place.
    pub place: &'a str,
    /// Who, if they said so.
    pub name: &'a str,
    /// The time.
    pub clock: WallClock,
}

impl HtmlSafe for Conflict<'_> {}

impl Conflict<'_> {
    fn their_place(&self) -> &str {
        self.theirs.place.as_ref().map_or("", |place| place.as_str())
    }

    fn description_differs(&self) -> bool {
        self.theirs.description.as_str() != self.description
    }

    fn place_differs(&self) -> bool {
        self.their_place() != self.place
    }
}

/// A ticket was closed while someone wrote in it: their text, and "Report it again". In place of the
/// composer or editor they wrote in.
#[derive(Debug, Template)]
#[template(path = "write/closed_meanwhile.html")]
pub struct ClosedMeanwhile<'a> {
    /// The number of the closed ticket.
    pub number: Option<u64>,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
    /// Their text in a form of its own; `again` names the closed ticket.
    pub form: ReportForm<'a>,
    /// The time.
    pub clock: WallClock,
}

impl HtmlSafe for ClosedMeanwhile<'_> {}

/// "draft saved 10:42", into the note of the form that was saved.
#[derive(Debug, Template)]
#[template(path = "write/draft_saved.html")]
pub struct DraftSaved {
    /// When.
    pub at: DateTime<Utc>,
    /// The time.
    pub clock: WallClock,
}

impl HtmlSafe for DraftSaved {}

/// An edit was accepted or dropped: the editor is gone, and the ticket shows itself as it is.
#[derive(Debug, Template)]
#[template(path = "write/editor_closed.html")]
pub struct EditorClosed<'a> {
    /// The ticket as it is.
    pub view: TicketView<'a>,
}
