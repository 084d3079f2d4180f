//! `forget`: removes the text of a ticket for good.

use std::num::NonZeroUsize;
use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use classifier::Classifier;
use desk::{Desk, SystemClock};
use store::Drafts;
use tickets::{CommandId, Role, TextPart, TicketPage, TicketRef};

use crate::place::Place;
use crate::which_desk::Which;

/// Remove the text of a ticket for good
///
/// Removes the description, the place and all messages of the ticket, with their earlier versions; with --message, one
/// message. Who wrote it and when stays. A desk in a file must not be in use. Backups and exports are not changed.
#[derive(clap::Args)]
pub struct Forget {
    #[command(flatten)]
    desk: Which,
    /// The number of the ticket
    #[arg(long, value_name = "NUMBER")]
    ticket: u64,
    /// Only this message of the ticket; 1 is the oldest
    #[arg(long, value_name = "NUMBER")]
    message: Option<NonZeroUsize>,
}

impl Forget {
    pub fn run(&self) -> Result<()> {
        let place = self.desk.place()?;
        let opened = place.open_existing()?;
        let store = opened.store();
        let desk = Desk::new(
            store.clone(),
            Arc::new(Classifier::shipped()),
            Arc::new(SystemClock),
        );
        let page = store
            .ticket_page(TicketRef::Number(self.ticket))?
            .ok_or_else(|| anyhow!("there is no ticket {}", self.ticket))?;
        let text = self.text(&page)?;
        let ticket = page.ticket.id;
        if let Err(refusal) = desk.remove_text(&Role::Helpdesk.into(), CommandId::new(), ticket, text)? {
            bail!("the text was not removed: {refusal}");
        }
        if let Place::File(file) = &place
            && file.with_file_name("drafts.db").exists()
        {
            Drafts::open(file, || ())?.forget(ticket, text)?;
        }
        drop((desk, store));
        let remains = opened.remains();
        opened.erase()?;
        eprintln!("removed the text of ticket {}; {remains}", self.ticket);
        Ok(())
    }

    fn text(&self, page: &TicketPage) -> Result<TextPart> {
        let Some(message) = self.message else {
            return Ok(TextPart::All);
        };
        let message = page.messages.get(message.get() - 1);
        let message = message.ok_or_else(|| {
            let messages = counted(page.messages.len(), "message");
            anyhow!("ticket {} has {messages}", self.ticket)
        })?;
        Ok(TextPart::Message(message.id))
    }
}

/// "1 ticket", "2 tickets".
pub fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
