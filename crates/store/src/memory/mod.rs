//! A naive storage in memory: the model that other storages are compared with, and a fast store for tests.
//!
//! It does what the traits promise in the simplest way: a list of tickets that each read filters and sorts. What it
//! stores is lost when it is dropped.

mod desk;
mod lists;
mod replica;
mod replicated_rows;
mod search;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tickets::{
    Command, Confusions, Counts, Filter, HistoryEntry, Message, MessageId, ModelVersion, QueueRow, Ticket,
    TicketId, TicketPage, TicketRef,
};
use tokio::sync::watch;
use uuid::Uuid;

use crate::shared::corrections::corrections;
use crate::shared::replica::NO_IMPORT;
use crate::{
    Bulk, Changes, Correction, Decisions, Facts, Feed, ImportFailed, ImportProgress, Imported,
    ImportedTicket, Learning, Lessons, Listing, Page, Reporter, Snapshot, StoreError, StoredModel,
    TicketStore, UnclosedChanges,
};
use desk::Desk;

/// The number of models that are retained besides the one in use.
const RETAINED: usize = 50;

/// A desk in memory.
#[derive(Debug)]
pub struct MemoryStore {
    desk: Mutex<Desk>,
    feed: watch::Sender<u64>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// A new, empty desk.
    #[must_use]
    pub fn new() -> Self {
        Self {
            desk: Mutex::default(),
            feed: watch::Sender::new(0),
        }
    }

    /// A copy of the desk, as a copy of its file would be: with the same generation.
    #[must_use]
    pub fn copy(&self) -> Self {
        let desk = self.desk().clone();
        Self {
            feed: watch::Sender::new(desk.head()),
            desk: Mutex::new(desk),
        }
    }

    /// The desk as a backup of it that was restored: with a new generation.
    #[must_use]
    pub fn restored(&self) -> Self {
        let copy = self.copy();
        copy.desk().generation = Uuid::new_v4();
        copy
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Announces the last number. The desk is still locked, so that numbers are announced in order.
    fn announce(&self, desk: &Desk) {
        let head = desk.head();
        self.feed
            .send_if_modified(|last| std::mem::replace(last, head) != head);
    }
}

impl TicketStore for MemoryStore {
    fn apply_all(&self, commands: Vec<Command>, now: DateTime<Utc>) -> Result<Decisions, StoreError> {
        let mut desk = self.desk();
        let is_replica = desk.replica.hub.is_some();
        let decide = |command| {
            Ok(if is_replica {
                desk.give(command, now)
            } else {
                desk.apply(command, now)
            })
        };
        let decisions = commands.iter().map(decide).collect();
        self.announce(&desk);
        Ok(decisions)
    }

    fn is_replica(&self) -> bool {
        self.desk().replica.hub.is_some()
    }

    fn ticket(&self, which: TicketRef) -> Result<Option<Ticket>, StoreError> {
        Ok(self.desk().find(which).map(|row| row.ticket.clone()))
    }

    fn newest_page(&self, which: TicketRef, newest: usize) -> Result<Option<TicketPage>, StoreError> {
        let desk = self.desk();
        Ok(desk.find(which).map(|row| TicketPage {
            ticket: row.ticket.clone(),
            messages: last(row.messages(), newest),
            history: last(row.history(), newest),
            report: row.history().into_iter().next().filter(HistoryEntry::is_report),
            links: desk.links(&row.ticket),
        }))
    }

    fn messages_before(
        &self,
        which: TicketRef,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let desk = self.desk();
        let mut messages = desk.find(which).map(desk::Row::messages).unwrap_or_default();
        if let Some(before) = before {
            let at = messages.iter().position(|message| message.id == before);
            messages.truncate(at.unwrap_or(0));
        }
        Ok(last(messages, limit))
    }

    fn rows(&self, listing: &Listing) -> Result<Page<QueueRow>, StoreError> {
        Ok(lists::page(&self.desk(), listing, lists::queue_row))
    }

    fn tickets(&self, listing: &Listing) -> Result<Page<Ticket>, StoreError> {
        Ok(lists::page(&self.desk(), listing, Ticket::clone))
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let mut counts = Counts::default();
        for row in &self.desk().rows {
            let ticket = &row.ticket;
            counts.add(ticket.status, ticket.category, ticket.sure(), 1);
            if ticket.waiting_since.is_some() {
                counts.add_waiting(ticket.category, ticket.sure(), 1);
            }
        }
        Ok(counts)
    }

    fn not_anonymised(
        &self,
        closed_before: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<TicketId>, StoreError> {
        Ok(self.desk().not_anonymised(closed_before, limit))
    }

    fn places(&self, text: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        Ok(self.desk().suggest_places(text, limit))
    }

    fn count(&self, filter: &Filter, most: usize) -> Result<usize, StoreError> {
        let desk = self.desk();
        let matching = desk.rows.iter().filter(|row| search::matches(filter, row));
        Ok(matching.take(most).count())
    }

    fn occurrences(&self, words: &[String], unclosed: bool, most: usize) -> Result<Vec<usize>, StoreError> {
        let desk = self.desk();
        let rows = desk
            .rows
            .iter()
            .filter(|row| !unclosed || row.ticket.closed_at.is_none());
        let texts: Vec<_> = rows.map(search::texts).collect();
        let occurs = |word: &String| {
            let with = texts
                .iter()
                .filter(|texts| texts.iter().any(|text| text.contains(word)));
            with.take(most).count()
        };
        Ok(words.iter().map(occurs).collect())
    }
}

/// The last `limit` items.
fn last<T>(mut items: Vec<T>, limit: usize) -> Vec<T> {
    items.split_off(items.len().saturating_sub(limit))
}

impl Feed for MemoryStore {
    fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        Ok(self.desk().changes(after, limit))
    }

    fn unclosed_changes(&self, after: u64, fresh: u64, limit: usize) -> Result<UnclosedChanges, StoreError> {
        Ok(self.desk().unclosed_changes(after, fresh, limit))
    }

    fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError> {
        Ok(self.desk().facts(after, limit))
    }

    fn mark_at(&self, number: u64) -> Result<Option<Uuid>, StoreError> {
        Ok(self.desk().mark_at(number))
    }

    fn feed(&self) -> watch::Receiver<u64> {
        self.feed.subscribe()
    }

    fn generation(&self) -> Uuid {
        self.desk().generation
    }
}

impl Bulk for MemoryStore {
    fn import(
        &self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<Imported, ImportFailed> {
        let mut desk = self.desk();
        if desk.replica.hub.is_some() {
            return Err(StoreError::Other(NO_IMPORT.to_owned()).into());
        }
        let mut changed = desk.clone();
        let imported = changed.import(tickets, progress)?;
        *desk = changed;
        self.announce(&desk);
        Ok(imported)
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError> {
        Ok(Box::new(self.desk().clone()))
    }
}

impl Snapshot for Desk {
    fn ticket_count(&self) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.rows.len()).unwrap_or(u64::MAX))
    }

    fn each_ticket(
        &self,
        visit: &mut dyn FnMut(&Ticket, &Reporter) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut rows = self.rows.iter();
        let _ = rows.try_for_each(|row| visit(&row.ticket, &row.reporter()));
        Ok(())
    }

    fn each_message(
        &self,
        visit: &mut dyn FnMut(u64, &Message) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let _ = self.rows.iter().try_for_each(|row| {
            let number = row.ticket.number.unwrap_or(0);
            row.messages()
                .iter()
                .try_for_each(|message| visit(number, message))
        });
        Ok(())
    }

    fn files(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

impl Lessons for MemoryStore {
    fn corrections(&self) -> Result<Vec<Correction>, StoreError> {
        let desk = self.desk();
        let of_row = |row: &desk::Row| corrections(&row.ticket, &row.history());
        Ok(desk.rows.iter().flat_map(of_row).collect())
    }

    fn corrected_at(&self) -> Result<Vec<DateTime<Utc>>, StoreError> {
        let corrections = self.corrections()?.into_iter();
        let last: HashMap<TicketId, Correction> = corrections
            .map(|correction| (correction.ticket, correction))
            .collect();
        let changed = last.into_values().filter(Correction::is_change);
        let mut times: Vec<_> = changed.map(|correction| correction.at).collect();
        times.sort();
        Ok(times)
    }

    fn last_correction(&self) -> Result<u64, StoreError> {
        let corrections = self.corrections()?;
        Ok(u64::try_from(corrections.len()).unwrap_or(u64::MAX))
    }

    fn confusions(&self) -> Result<Confusions, StoreError> {
        let mut confusions = Confusions::default();
        for row in &self.desk().rows {
            if let Some(classified) = row.reviewed_category() {
                confusions.add(classified, row.ticket.category, 1);
            }
        }
        Ok(confusions)
    }

    fn learning(&self) -> Result<Learning, StoreError> {
        Ok(self.desk().learning.clone())
    }

    fn save_lesson(&self, learning: Learning, adopted: Option<StoredModel>) -> Result<(), StoreError> {
        let mut desk = self.desk();
        if let Some(adopted) = adopted {
            desk.models
                .retain(|model| model.version.version != adopted.version.version);
            desk.models.push(adopted);
            desk.models.sort_by_key(|model| model.version.adopted_at);
            let old = desk.models.len().saturating_sub(RETAINED);
            let mut at = 0;
            desk.models.retain(|model| {
                at += 1;
                at > old || Some(&model.version.version) == learning.in_use.as_ref()
            });
        }
        desk.learning = learning;
        Ok(())
    }

    fn replace_models(&self, learning: Learning, model: Option<StoredModel>) -> Result<(), StoreError> {
        let mut desk = self.desk();
        desk.models = model.into_iter().collect();
        desk.learning = learning;
        Ok(())
    }

    fn models(&self) -> Result<Vec<ModelVersion>, StoreError> {
        let desk = self.desk();
        let last_first = desk.models.iter().rev();
        Ok(last_first.map(|model| model.version.clone()).collect())
    }

    fn layer(&self, version: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let desk = self.desk();
        let model = desk.models.iter().find(|model| model.version.version == version);
        Ok(model.map(|model| model.layer.clone()))
    }
}
