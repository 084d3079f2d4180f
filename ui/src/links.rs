//! Links between tickets about the same problem.

use askama::Template;
use askama::filters::HtmlSafe;
use tickets::TicketLinks;

use crate::filters;

/// "Follow-up of #12" and "Reported again as #57", as buttons that open the other ticket.
#[derive(Debug, Template)]
#[template(path = "links.html")]
pub struct Links<'a> {
    /// The other tickets.
    pub links: &'a TicketLinks,
}

impl HtmlSafe for Links<'_> {}
