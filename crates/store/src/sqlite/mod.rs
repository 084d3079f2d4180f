//! A desk in one SQLite file.
//!
//! ```text
//!   callers ──commands──▶ writer thread ──one transaction a group──▶ desk.db (WAL, synchronous=FULL)
//!   callers ◀──pages────── reader connections ◀────────────────────────┘
//! ```

mod codes;
mod connection;
mod feed;
mod fingerprint;
mod keep;
mod lists;
mod migrate;
mod places;
mod readers;
mod record;
mod select;
mod thread;
mod trouble;
mod words;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use tickets::{Command, Counts, Message, QueueRow, Ticket, TicketPage, TicketRef};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Changes, Decision, Facts, Listing, Page, StoreError, TicketStore};

pub use connection::set_up_writer;
pub use migrate::{MIGRATIONS, Migration};

/// A desk in one SQLite file. Cheap to clone; the last clone to go closes the file.
#[derive(Clone)]
pub struct SqliteStore {
    open: Arc<Open>,
}

/// What is open. Fields are dropped in this order: the readers first, so that the writer, closing last,
/// folds the write-ahead log into the file.
struct Open {
    file: PathBuf,
    generation: Uuid,
    feed: watch::Receiver<u64>,
    readers: readers::Readers,
    writer: writer::Handle,
}

impl SqliteStore {
    /// Opens the desk in `file`, making it if it is not there and bringing its schema up to date.
    ///
    /// # Errors
    /// [`StoreError`] says why it cannot be used; the file is then as it was.
    pub fn open(file: impl AsRef<Path>) -> Result<Self, StoreError> {
        let file = file.as_ref().to_owned();
        let told = |error| trouble::told(&file, error);
        let mut connection = connection::writer(&file).map_err(told)?;
        migrate::bring_up_to_date(&mut connection, &file)?;
        let generation = feed::generation(&connection).map_err(told)?;
        let (writer, feed) = writer::start(connection, file.clone()).map_err(told)?;
        Ok(Self {
            open: Arc::new(Open {
                readers: readers::Readers::new(file.clone()),
                file,
                generation,
                feed,
                writer,
            }),
        })
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.open.file
    }

    /// Reads in one snapshot.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let read = self.open.readers.read(work);
        read.map_err(|error| trouble::told(&self.open.file, error))
    }
}

impl TicketStore for SqliteStore {
    fn apply(&self, command: Command, now: DateTime<Utc>) -> Result<Decision, StoreError> {
        self.open.writer.apply(command, now)
    }

    fn ticket(&self, which: TicketRef) -> Result<Option<Ticket>, StoreError> {
        self.read(|connection| thread::ticket(connection, which))
    }

    fn ticket_page(&self, which: TicketRef) -> Result<Option<TicketPage>, StoreError> {
        self.read(|connection| thread::ticket_page(connection, which))
    }

    fn messages(&self, which: TicketRef) -> Result<Vec<Message>, StoreError> {
        self.read(|connection| thread::messages(connection, which))
    }

    fn rows(&self, listing: &Listing) -> Result<Page<QueueRow>, StoreError> {
        self.read(|connection| lists::page(connection, listing))
    }

    fn tickets(&self, listing: &Listing) -> Result<Page<Ticket>, StoreError> {
        self.read(|connection| lists::page(connection, listing))
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.read(keep::counts)
    }

    fn places(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.read(|connection| places::beginning_with(connection, prefix, limit))
    }

    fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        self.read(|connection| feed::changes(connection, after, limit))
    }

    fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError> {
        self.read(|connection| feed::facts(connection, after, limit))
    }

    fn feed(&self) -> watch::Receiver<u64> {
        self.open.feed.clone()
    }

    fn generation(&self) -> Uuid {
        self.open.generation
    }
}
