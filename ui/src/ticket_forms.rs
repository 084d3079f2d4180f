//! The forms in a ticket: composer and editor; and their answers when the ticket changed in the meantime.

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Utc};
use tickets::{CommandId, Role, Ticket, TicketId};

use crate::WallClock;
use crate::hint::Hints;
use crate::report::ReportForm;
use crate::ticket::TicketView;

/// The form for a message, `#composer`.
#[derive(Debug, Template)]
#[template(path = "ticket_forms/composer.html")]
pub struct Composer<'a> {
    /// The id of the ticket.
    pub ticket: TicketId,
    /// The role of the writer.
    pub role: Role,
    /// The id of the command that sends the message.
    pub command: CommandId,
    /// The message so far.
    pub body: &'a str,
    /// The name so far.
    pub name: &'a str,
    /// The hints at invalid fields.
    pub hints: Hints,
    /// The time of the last save.
    pub draft_saved: Option<DateTime<Utc>>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for Composer<'_> {}

/// The form for description and place, `#editor`.
#[derive(Debug, Template)]
#[template(path = "ticket_forms/editor.html")]
pub struct Editor<'a> {
    /// The id of the ticket.
    pub ticket: TicketId,
    /// The id of the command that saves the edit.
    pub command: CommandId,
    /// The version of the texts that the edit is based on.
    pub version: u64,
    /// The description so far.
    pub description: &'a str,
    /// The place so far.
    pub place: &'a str,
    /// The name so far.
    pub name: &'a str,
    /// The hints at invalid fields.
    pub hints: Hints,
    /// The time of the last save.
    pub draft_saved: Option<DateTime<Utc>>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for Editor<'_> {}

/// The current version and the writer's version side by side, in place of `#editor`. The writer's choice is based
/// on the version shown here.
#[derive(Debug, Template)]
#[template(path = "ticket_forms/conflict.html")]
pub struct Conflict<'a> {
    /// The ticket as it is now.
    pub theirs: &'a Ticket,
    /// The id of the command that saves the writer's version.
    pub command: CommandId,
    /// The writer's description.
    pub description: &'a str,
    /// The writer's place.
    pub place: &'a str,
    /// The name so far.
    pub name: &'a str,
    /// The time and its zone.
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

/// Replaces the composer or editor of a ticket that was closed in the meantime: the text, and "Report it again".
#[derive(Debug, Template)]
#[template(path = "ticket_forms/closed_meanwhile.html")]
pub struct ClosedMeanwhile<'a> {
    /// Whether the text is an answer of the helpdesk, which is no report of a problem.
    pub answer: bool,
    /// The number of the closed ticket, if it is known.
    pub number: Option<u64>,
    /// The time of closing, if it is known.
    pub closed_at: Option<DateTime<Utc>>,
    /// A report form with the text; its `again` is the closed ticket.
    pub form: ReportForm<'a>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for ClosedMeanwhile<'_> {}

/// "draft saved 10:42", into the note of the form that was saved.
#[derive(Debug, Template)]
#[template(path = "ticket_forms/draft_saved.html")]
pub struct DraftSaved {
    /// The time of the save.
    pub at: DateTime<Utc>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for DraftSaved {}

/// Removes the editor after an edit was saved or discarded, and refreshes the ticket.
#[derive(Debug, Template)]
#[template(path = "ticket_forms/editor_closed.html")]
pub struct EditorClosed<'a> {
    /// The ticket as it is now.
    pub view: TicketView<'a>,
}
