//! `forget`: removes the text of a ticket for good.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use classifier::Classifier;
use desk::{Desk, SystemClock};
use store::{Drafts, SqliteStore, TicketStore};
use tickets::{CommandId, Role, TextPart, TicketPage, TicketRef};

/// Remove the text of a ticket for good
///
/// Removes the description, the place and all messages of the ticket, with their earlier versions; with --message, one
/// message. Who wrote it and when stays. The desk must not be in use. Backups and exports are not changed.
#[derive(clap::Args)]
pub struct Forget {
    /// The desk's database
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The number of the ticket
    #[arg(long, value_name = "NUMBER")]
    ticket: u64,
    /// Only this message of the ticket; 1 is the oldest
    #[arg(long, value_name = "NUMBER")]
    message: Option<NonZeroUsize>,
}

impl Forget {
    pub fn run(&self) -> Result<()> {
        let store = existing(&self.data)?;
        let desk = Desk::new(
            Arc::new(store.clone()),
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
        if self.data.with_file_name("drafts.db").exists() {
            Drafts::open(&self.data, || ())?.forget(ticket, text)?;
        }
        drop(desk);
        erase(store, &self.data)?;
        eprintln!(
            "removed the text of ticket {}; backups and exports still contain it",
            self.ticket
        );
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

/// Opens a desk that exists: a new one has nothing to remove.
pub fn existing(data: &std::path::Path) -> Result<SqliteStore> {
    if !data.exists() {
        bail!("there is no desk at {}", data.display());
    }
    Ok(SqliteStore::open(data)?)
}

/// Erases the remains of removed texts from the file, also those of earlier versions of Campus Desk.
pub fn erase(store: SqliteStore, data: &std::path::Path) -> Result<()> {
    let unfinished = "the text was removed, but remains of it may be in the free space of the file";
    store.erase_remains().context(unfinished)?;
    drop(store);
    SqliteStore::rewrite(data).context(unfinished)
}
