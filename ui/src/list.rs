//! A page of a list of tickets. `assets/js/rows.js` loads further pages by cursor.

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{QueueRow, Role, Status, TicketId};

use crate::WallClock;
use crate::queue::View;

/// A page of rows, in `#rows`: of the helpdesk's queue, or of a user's list.
#[derive(Debug, Template)]
#[template(path = "list/rows.html")]
pub struct Rows<'a> {
    /// The role of the reader.
    pub role: Role,
    /// The rows in order.
    pub rows: &'a [QueueRow],
    /// The cursor of the first row, if the list has rows before it.
    pub before: Option<String>,
    /// The cursor of the last row, if the list has rows after it.
    pub after: Option<String>,
    /// The ticket beside the list.
    pub selected: Option<TicketId>,
    /// The search as typed.
    pub query: &'a str,
    /// The errors of the search, each with a correction.
    pub hints: &'a [String],
    /// The ticket whose number is the whole search.
    pub jump: Option<&'a QueueRow>,
    /// What to try if the search finds nothing.
    pub instead: &'a Instead,
    /// The helpdesk's choice of tickets, for an empty page: "open tickets".
    pub what: &'a str,
    /// Whether the desk has no tickets at all.
    pub no_tickets_yet: bool,
    /// The time and its zone.
    pub clock: WallClock,
}

/// What to try after a search that found nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instead {
    /// The views in which the search finds tickets.
    pub views: Vec<OtherView>,
    /// The search in another spelling.
    pub did_you_mean: Option<String>,
}

impl Instead {
    fn is_empty(&self) -> bool {
        self.views.is_empty() && self.did_you_mean.is_none()
    }
}

/// A view in which a search finds tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherView {
    /// The view.
    pub view: View,
    /// The number of tickets that the search finds there.
    pub count: u64,
    /// Whether there are more.
    pub is_more: bool,
}

impl HtmlSafe for Rows<'_> {}

impl Rows<'_> {
    /// What the list shows, for an empty page.
    fn kind(&self) -> &str {
        match self.role {
            Role::User => "open or active tickets",
            Role::Helpdesk => self.what,
        }
    }

    fn is_selected(&self, row: &QueueRow) -> bool {
        self.selected == Some(row.id)
    }

    fn is(&self, row: &QueueRow, ticket: &Option<TicketId>) -> bool {
        *ticket == Some(row.id)
    }

    /// The only row that the Tab key reaches. The arrow keys and `j`/`k` reach the others.
    fn tab_stop(&self) -> Option<TicketId> {
        let selected = self.rows.iter().find(|row| self.is_selected(row));
        selected.or(self.rows.first()).map(|row| row.id)
    }

    /// Whether the reporter wrote the last message.
    fn waits_for_us(&self, row: &QueueRow) -> bool {
        self.role == Role::Helpdesk && row.status != Status::Closed && row.last_word == Some(Role::User)
    }

    /// Whether the helpdesk has not answered the report yet.
    fn is_unanswered(&self, row: &QueueRow) -> bool {
        self.role == Role::Helpdesk && row.last_word.is_none() && row.waiting_since.is_some()
    }
}
