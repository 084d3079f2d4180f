//! A page of a list of tickets, as rows. The window keeps a few pages around the selected row and asks
//! for the next by cursor when one comes near the edge (`assets/js/rows.js`).

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{QueueRow, Role, Status, TicketId};

use crate::WallClock;

/// A page of rows, in `#rows`: the helpdesk's queue, and a user's list.
#[derive(Debug, Template)]
#[template(path = "list/rows.html")]
pub struct Rows<'a> {
    /// Whose list it is.
    pub role: Role,
    /// The rows in the list's order.
    pub rows: &'a [QueueRow],
    /// The cursor of the first row if there is something before it, as the store writes it.
    pub before: Option<String>,
    /// The cursor of the last row if there is something after it.
    pub after: Option<String>,
    /// The ticket that is open beside the list.
    pub selected: Option<TicketId>,
    /// What was searched for, as typed.
    pub query: &'a str,
    /// What is wrong with the search, in words, each with what to write instead.
    pub hints: &'a [String],
    /// The helpdesk's choice of tickets, for an empty page: "open tickets".
    pub what: &'a str,
    /// The time.
    pub clock: WallClock,
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

    /// The one row that the Tab key reaches; the arrow keys and `j`/`k` go on from it.
    fn tab_stop(&self) -> Option<TicketId> {
        let selected = self.rows.iter().find(|row| self.is_selected(row));
        selected.or(self.rows.first()).map(|row| row.id)
    }

    /// Whether the last word is the user's: somebody waits for the helpdesk.
    fn user_waits(&self, row: &QueueRow) -> bool {
        self.role == Role::Helpdesk && row.status != Status::Closed && row.last_word == Some(Role::User)
    }
}
