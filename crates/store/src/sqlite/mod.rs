//! A desk in one SQLite file.
//!
//! ```text
//!   callers ──commands──▶ writer thread ──one transaction a group──▶ desk.db (WAL, synchronous=FULL)
//!   callers ◀──pages────── reader connections ◀────────────────────────┘
//! ```

mod apply;
mod bulk;
mod check_file;
mod codes;
mod confusions;
mod connection;
mod corrections;
mod counts;
pub(crate) mod decode;
mod desk_file;
mod feed;
mod fingerprint;
mod full_text;
mod insert;
mod lessons;
mod lists;
mod migrate;
mod places;
mod readers;
mod search_words;
mod select;
mod snapshot;
mod thread;
mod writer;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tickets::{Command, Confusions, Counts, Message, ModelVersion, QueueRow, Ticket, TicketPage, TicketRef};
use tokio::sync::watch;
use uuid::Uuid;

pub(crate) use desk_file::DeskFile;
pub(crate) use snapshot::Snapshot;
pub(crate) use writer::ImportFailed;

use crate::csv::{ImportedTicket, Progress};
use crate::lock::DeskLock;
use crate::{
    Changes, Correction, Decision, Facts, Learning, Lessons, Listing, Page, StoreError, StoredModel,
    TicketStore,
};

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
    desk_file: Arc<DeskFile>,
    generation: Uuid,
    feed: watch::Receiver<u64>,
    readers: readers::Readers,
    writer: writer::Handle,
    lock: DeskLock,
}

impl SqliteStore {
    /// Opens the desk in `file`, making it if it is not there and bringing its schema up to date. Until the
    /// last clone is dropped, no other program can.
    ///
    /// # Errors
    /// [`StoreError`] says why it cannot be used; the file is then as it was.
    pub fn open(file: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_with(file.as_ref(), MIGRATIONS)
    }

    fn open_with(file: &Path, steps: &[Migration]) -> Result<Self, StoreError> {
        let lock = DeskLock::acquire(file)?;
        let desk_file = Arc::new(DeskFile::new(file.to_owned()));
        let connection = ready(&desk_file, steps)?;
        let to_store_error = |error| desk_file.to_store_error(error);
        let generation = feed::generation(&connection).map_err(to_store_error)?;
        let (writer, feed) = writer::start(connection, desk_file.clone()).map_err(to_store_error)?;
        let readers = readers::Readers::new(file.to_owned());
        Ok(Self {
            open: Arc::new(Open {
                desk_file,
                generation,
                feed,
                readers,
                writer,
                lock,
            }),
        })
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.open.desk_file.file
    }

    /// Says how a second program that finds this desk in use can reach this one (see [`crate::holder`]).
    pub fn set_contact(&self, contact: &str) -> std::io::Result<()> {
        self.open.lock.write_holder(Some(contact.to_owned()))
    }

    /// Folds the write-ahead log into the file, which is then a copy of the desk by itself. For a program that
    /// ends without dropping every clone; dropping the last one does the same.
    ///
    /// # Errors
    /// [`StoreError`] if the file could not be written, or something else is being written for more than two
    /// seconds; nothing is lost, the log stays.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.open.writer.fold()
    }

    /// Keeps many tickets in one transaction.
    pub(crate) fn keep_all(
        &self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), ImportFailed> {
        self.open.writer.keep_all(tickets, progress)
    }

    /// Reads in one snapshot.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let read = self.open.readers.read(work);
        read.map_err(|error| self.open.desk_file.to_store_error(error))
    }
}

/// A connection that writes the file, which was found fit and brought up to date.
fn ready(desk_file: &DeskFile, steps: &[Migration]) -> Result<Connection, StoreError> {
    let to_store_error = |error| desk_file.to_store_error(error);
    check_file::check_bytes(desk_file)?;
    let mut connection = connection::writer(&desk_file.file).map_err(to_store_error)?;
    // Should it be refused, its log stays a log.
    let keep_log = |keep| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep);
    keep_log(true).map_err(to_store_error)?;
    if connection.is_readonly("main").map_err(to_store_error)? {
        return Err(StoreError::ReadOnly {
            file: desk_file.file.clone(),
        });
    }
    check_file::check_schema(&connection, desk_file, migrate::newest(steps))?;
    keep_log(false).map_err(to_store_error)?;
    connection::set_up_writer(&connection).map_err(to_store_error)?;
    migrate::bring_up_to_date(&mut connection, desk_file, steps)?;
    Ok(connection)
}

impl Lessons for SqliteStore {
    fn corrections(&self) -> Result<Vec<Correction>, StoreError> {
        self.read(corrections::all)
    }

    fn corrected_at(&self) -> Result<Vec<DateTime<Utc>>, StoreError> {
        self.read(corrections::corrected_at)
    }

    fn last_correction(&self) -> Result<u64, StoreError> {
        self.read(corrections::last)
    }

    fn confusions(&self) -> Result<Confusions, StoreError> {
        self.read(confusions::confusions)
    }

    fn learning(&self) -> Result<Learning, StoreError> {
        self.read(lessons::learning)
    }

    fn save_lesson(&self, learning: Learning, taken: Option<StoredModel>) -> Result<(), StoreError> {
        let keep = move |connection: &Connection| lessons::keep(connection, &learning, taken.as_ref());
        self.open.writer.write(Box::new(keep))
    }

    fn models(&self) -> Result<Vec<ModelVersion>, StoreError> {
        self.read(lessons::models)
    }

    fn layer(&self, version: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|connection| lessons::layer(connection, version))
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
        self.read(counts::counts)
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
