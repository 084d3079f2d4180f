//! The question which text of a ticket to remove.

use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{CommandId, Message, TicketPage};

use crate::WallClock;
use crate::ticket::author;

/// The form that removes a text, in place of `#editor`.
#[derive(Debug, Template)]
#[template(path = "remove_text.html")]
pub struct RemoveText<'a> {
    /// The ticket with its messages.
    pub page: &'a TicketPage,
    /// The id of the command that removes the text.
    pub command: CommandId,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for RemoveText<'_> {}

impl RemoveText<'_> {
    fn has_description(&self) -> bool {
        !self.page.ticket.description.is_removed()
    }

    /// The messages that still have their text.
    fn messages(&self) -> Vec<&Message> {
        let messages = self.page.messages.iter();
        messages.filter(|message| !message.body.is_removed()).collect()
    }
}
