//! One ticket: description, messages, history, actions.
//!
//! The pane has parts that refresh themselves (head, body, actions) and forms that no refresh changes (editor,
//! composer).

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Utc};
use tickets::{
    Category, CategoryBy, CommandId, Event, HistoryEntry, Message, Name, PREDICTED, QueueRow, Reporter, Role,
    Status, TextPart, Ticket, TicketId, TicketPage,
};

use crate::WallClock;
use crate::analysis::amount;
use crate::first_sentence::first_sentence;
use crate::links::Links;
use crate::reason::{Marked, words};
use crate::ticket_forms::{ClosedMeanwhile, Composer, Editor};

/// The whole ticket pane, into `#ticket`.
#[derive(Debug, Template)]
#[template(path = "ticket/pane.html")]
pub struct TicketPane<'a> {
    /// The parts that refresh themselves.
    pub view: TicketView<'a>,
    /// The editor, if it is open or has a draft.
    pub editor: Option<Editor<'a>>,
    /// The composer; `None` in a closed ticket.
    pub composer: Option<Composer<'a>>,
    /// The text that was being written when the ticket was closed.
    pub left: Option<ClosedMeanwhile<'a>>,
}

impl HtmlSafe for TicketPane<'_> {}

/// The parts of the pane that refresh themselves: head, body and actions. Rendered alone, each is a partial swap.
#[derive(Debug, Template)]
#[template(path = "ticket/view.html")]
pub struct TicketView<'a> {
    /// The ticket, its thread and its history.
    pub page: &'a TicketPage,
    /// The role of the reader.
    pub role: Role,
    /// The id of the command that a button sends.
    pub command: CommandId,
    /// The id of the command that a press of Close sends.
    pub close_command: CommandId,
    /// The id of the command that a press of Close sends first if the ticket is open.
    pub start_command: CommandId,
    /// The category that the new text of an active ticket looks like, if it is another one. For the helpdesk.
    pub suggestion: Option<Category>,
    /// The newest other tickets at the ticket's place. For the helpdesk.
    pub same_place: Vec<QueueRow>,
    /// The other desks of the helpdesk at which the ticket is open: for each, the name that its person entered.
    pub other_desks: Vec<Option<Name>>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for TicketView<'_> {}

/// `#head-ID`: the first sentence, number, category, status, place and dates.
#[derive(Debug, Template)]
#[template(path = "ticket/head.html")]
struct Head<'a> {
    ticket: &'a Ticket,
    other_desks: &'a [Option<Name>],
    clock: WallClock,
}

/// `#body-ID`: description with its earlier versions, thread, history.
#[derive(Debug, Template)]
#[template(path = "ticket/body.html")]
struct TicketBody<'a> {
    page: &'a TicketPage,
    role: Role,
    command: CommandId,
    suggestion: Option<Category>,
    same_place: &'a [QueueRow],
    clock: WallClock,
}

/// `#actions-ID`: the actions that the role may take now.
#[derive(Debug, Template)]
#[template(path = "ticket/actions.html")]
struct Actions<'a> {
    ticket: &'a Ticket,
    role: Role,
    command: CommandId,
    close_command: CommandId,
    start_command: CommandId,
}

impl HtmlSafe for Head<'_> {}
impl HtmlSafe for TicketBody<'_> {}
impl HtmlSafe for Actions<'_> {}

impl Head<'_> {
    fn heading(&self) -> String {
        first_sentence(self.ticket.description.as_str())
    }

    /// "Also open at another desk (Noor)".
    fn also_open(&self) -> Option<String> {
        let names: Vec<_> = self.other_desks.iter().flatten().map(Name::as_str).collect();
        let names = if names.is_empty() {
            String::new()
        } else {
            format!(" ({})", names.join(", "))
        };
        match self.other_desks.len() {
            0 => None,
            1 => Some(format!("Also open at another desk{names}")),
            desks => Some(format!("Also open at {desks} other desks{names}")),
        }
    }
}

impl TicketView<'_> {
    fn head(&self) -> Head<'_> {
        Head {
            ticket: &self.page.ticket,
            other_desks: &self.other_desks,
            clock: self.clock,
        }
    }

    fn body(&self) -> TicketBody<'_> {
        TicketBody {
            page: self.page,
            role: self.role,
            command: self.command,
            suggestion: self.suggestion,
            same_place: &self.same_place,
            clock: self.clock,
        }
    }

    fn actions(&self) -> Actions<'_> {
        Actions {
            ticket: &self.page.ticket,
            role: self.role,
            command: self.command,
            close_command: self.close_command,
            start_command: self.start_command,
        }
    }
}

/// The number of messages that "Show earlier messages" adds.
const MORE: usize = 50;

impl<'a> TicketBody<'a> {
    /// The number of messages and lines to show next. A page has at least as many lines as messages.
    fn more(&self) -> usize {
        self.page.history.len().saturating_add(MORE)
    }

    /// The number of lines of the history.
    fn lines(&self) -> String {
        amount(self.page.lines())
    }

    fn ticket(&self) -> &'a Ticket {
        &self.page.ticket
    }

    /// The person for whom the helpdesk reported.
    fn reporter(&self) -> Option<&'a Reporter> {
        match &self.page.report.as_ref()?.event {
            Event::Reported { reporter, .. } => reporter.as_ref(),
            _ => None,
        }
    }

    fn links(&self) -> Links<'a> {
        Links {
            links: &self.page.links,
        }
    }

    /// Whether description or place have a change that the hub has not confirmed. A report without a number says so already.
    fn has_unsent_edit(&self) -> bool {
        let ticket = self.ticket();
        ticket.number.is_some() && ticket.description_version.max(ticket.place_version) >= PREDICTED
    }

    fn text(&self) -> Marked<'a> {
        Marked::new(self.ticket().description.as_str(), self.assignment())
    }

    /// The assignment of the present text. `None`: the helpdesk chose the category, or the text changed since.
    fn assignment(&self) -> Option<&'a tickets::Assignment> {
        let ticket = self.ticket();
        ticket
            .assignment
            .as_ref()
            .filter(|_| ticket.category_by == CategoryBy::Classifier && !self.page.edited_since_start())
    }

    fn because(&self) -> Vec<&'a str> {
        self.assignment().map(words).unwrap_or_default()
    }

    /// The search that finds all tickets at the ticket's place.
    fn place_query(&self) -> Option<String> {
        let place = self.ticket().place.as_ref()?;
        Some(format!("place:\"={}\"", place.as_str().replace('"', "\"\"")))
    }

    fn earlier(&self) -> Vec<EarlierText<'a>> {
        self.page
            .history
            .iter()
            .rev()
            .filter_map(EarlierText::of)
            .collect()
    }
}

/// A former description.
struct EarlierText<'a> {
    version: u64,
    until: DateTime<Utc>,
    by: String,
    text: &'a str,
}

impl<'a> EarlierText<'a> {
    fn of(entry: &'a HistoryEntry) -> Option<Self> {
        match &entry.event {
            Event::Modified {
                description: Some(text),
                ..
            } => Some(Self {
                version: entry.version,
                until: entry.at,
                by: who(&entry.role, entry.name.as_ref()),
                text: text.before.as_str(),
            }),
            _ => None,
        }
    }
}

/// The author of a message or change: "Noor (helpdesk)", "reporter".
fn who(role: &Role, name: Option<&tickets::Name>) -> String {
    let role = match role {
        Role::User => "reporter",
        Role::Helpdesk => "helpdesk",
    };
    match name {
        Some(name) => format!("{name} ({role})"),
        None => role.to_owned(),
    }
}

pub(crate) fn author(message: &Message) -> String {
    who(&message.role, message.name.as_ref())
}

/// A change as a clause after its author: "started the ticket".
fn change(event: &Event) -> String {
    match event {
        Event::Reported {
            category, reporter, ..
        } => {
            let whose = reporter.as_ref().map_or(String::new(), reporter_words);
            format!("sent the report{whose}; automatic category {}", category.title())
        }
        Event::Modified {
            description,
            place,
            category,
            ..
        } => {
            let what = match (description, place) {
                (Some(_), Some(_)) => "description and place",
                (None, Some(_)) => "place",
                _ => "description",
            };
            let now = category.as_ref().map_or(String::new(), |c| {
                format!("; automatic category {}", c.after.title())
            });
            format!("changed the {what}{now}")
        }
        Event::Wrote => "wrote a message".to_owned(),
        Event::Started => "started the ticket".to_owned(),
        Event::Closed => "closed the ticket".to_owned(),
        Event::TextRemoved { text } => match text {
            TextPart::Description => "removed the description",
            TextPart::Message(_) => "removed the text of a message",
            TextPart::All => "removed all text",
            TextPart::AllAndNames => "removed all text and names, which were older than the retention",
        }
        .to_owned(),
        Event::Corrected { category } if category.before == category.after => {
            format!("confirmed the category {}", category.after.title())
        }
        Event::Corrected { category } => {
            format!(
                "changed the category from {} to {}",
                category.before.title(),
                category.after.title()
            )
        }
    }
}

/// " for Ada (telephone 1234)".
fn reporter_words(reporter: &Reporter) -> String {
    let name = reporter.name.as_ref().map_or("someone", |name| name.as_str());
    match &reporter.contact {
        Some(contact) => format!(" for {name} ({contact})"),
        None => format!(" for {name}"),
    }
}

/// Replaces the pane of a ticket that cannot be shown.
#[derive(Debug, Template)]
#[template(path = "ticket/gone.html")]
pub struct Gone {
    /// The reason.
    pub why: WhyGone,
    /// The time and its zone.
    pub clock: WallClock,
}

/// Why a ticket is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyGone {
    /// The ticket is closed, and the reader is a user.
    Closed {
        /// The number of the ticket, if it is known.
        number: Option<u64>,
        /// The time of closing, if it is known.
        closed_at: Option<DateTime<Utc>>,
    },
    /// There is no such ticket.
    Missing,
}

/// Replaces head, body and actions of a ticket that was closed on a user's screen, each by a partial swap. The
/// composer is not replaced, so that its text stays.
#[derive(Debug, Template)]
#[template(path = "ticket/gone_view.html")]
pub struct GoneView {
    /// The closed ticket.
    pub ticket: TicketId,
    /// The number of the ticket, if it is known.
    pub number: Option<u64>,
    /// The time of closing, if it is known.
    pub closed_at: Option<DateTime<Utc>>,
    /// The time and its zone.
    pub clock: WallClock,
}
