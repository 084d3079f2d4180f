//! A desk in one SQLite file.
//!
//! ```text
//!   callers ──commands──▶ writer thread ──one transaction a group──▶ desk.db (WAL, synchronous=FULL)
//!   callers ◀──pages────── reader connections ◀────────────────────────┘
//! ```

mod anonymised;
mod apply;
pub mod backup;
mod bulk;
mod check_file;
mod codes;
mod confusions_backfill;
mod connection;
mod corrections;
mod counters;
pub(crate) mod decode;
mod desk_file;
mod erase;
mod feed;
mod file_identity;
mod full_text;
mod head;
mod insert;
mod later_messages;
mod lessons;
mod links;
mod lists;
mod match_expression;
mod merge_index;
mod migrate;
mod occurrences;
mod places;
mod readable_tickets;
mod readers;
mod reindex;
mod removal;
mod replica;
mod search_rowid;
mod select;
mod snapshot;
mod stored_ticket;
mod thread;
mod transfer;
mod unclosed_feed;
mod writer;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, mpsc};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tickets::{
    Command, Confusions, Counts, Filter, Message, MessageId, ModelVersion, QueueRow, Ticket, TicketId,
    TicketPage, TicketRef,
};
use tokio::sync::watch;
use uuid::Uuid;

pub(crate) use desk_file::DeskFile;

use erase::Erased;

use crate::lock::DeskLock;
use crate::private::{create_private_database, make_folder_private};
use crate::real_path::real_path;
use crate::{
    Bulk, Changes, Correction, Decisions, Facts, Feed, ImportFailed, ImportProgress, Imported,
    ImportedTicket, Learning, Lessons, Listing, Page, Snapshot, StoreError, StoredModel, TicketStore,
    UnclosedChanges,
};

pub use connection::set_up_writer;
pub use migrate::{MIGRATIONS, Migration, MigrationProgress};
pub use snapshot::SqliteSnapshot;
pub use transfer::{SqliteSource, SqliteTarget};

/// A desk in one SQLite file. Cheap to clone; dropping the last clone closes the file.
#[derive(Clone)]
pub struct SqliteStore {
    open: Arc<Open>,
}

/// The open file. Fields are dropped in this order: readers first, so that the writer, which closes last, writes the
/// write-ahead log into the file.
struct Open {
    desk_file: Arc<DeskFile>,
    /// A replica changes its generation after a resync.
    generation: Arc<RwLock<Uuid>>,
    is_replica: AtomicBool,
    feed: watch::Receiver<u64>,
    readers: readers::Readers,
    writer: writer::Handle,
    lock: DeskLock,
}

impl SqliteStore {
    /// Opens the desk in `file`: creates the file if it does not exist, and migrates its schema. Until the last
    /// clone is dropped, no other program can open it. On an error the file is unchanged.
    pub fn open(file: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_announcing(file.as_ref(), &|_| ())
    }

    /// The same, and calls `migrating` before and while the desk is migrated, which takes minutes for a large desk.
    pub fn open_announcing(file: &Path, migrating: &dyn Fn(MigrationProgress)) -> Result<Self, StoreError> {
        Self::open_locked(DeskLock::acquire(file)?, file, MIGRATIONS, migrating)
    }

    fn open_locked(
        lock: DeskLock,
        file: &Path,
        steps: &[Migration],
        migrating: &dyn Fn(MigrationProgress),
    ) -> Result<Self, StoreError> {
        backup::finish_restore(&real_path(file))?;
        backup::remove_parts(file);
        let desk_file = Arc::new(DeskFile::new(file.to_owned()));
        let connection = open_writer(&desk_file, steps, migrating)?;
        let to_store_error = |error| desk_file.to_store_error(error);
        desk_file.remember_identity()?;
        let generation = feed::generation(&connection).map_err(to_store_error)?;
        let generation = Arc::new(RwLock::new(generation));
        let is_replica = replica::is_replica(&connection).map_err(to_store_error)?;
        let (writer, feed) =
            writer::start(connection, desk_file.clone(), Arc::clone(&generation)).map_err(to_store_error)?;
        let readers = readers::Readers::new(file.to_owned());
        Ok(Self {
            open: Arc::new(Open {
                desk_file,
                generation,
                is_replica: AtomicBool::new(is_replica),
                feed,
                readers,
                writer,
                lock,
            }),
        })
    }

    /// The path of the desk's file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.open.desk_file.file
    }

    /// Announces the first error after which nothing more is written: the file is damaged, or was moved or replaced.
    #[must_use]
    pub fn when_stopped(&self) -> watch::Receiver<Option<StoreError>> {
        self.open.desk_file.when_stopped()
    }

    /// Announces how a second program that finds this desk in use can contact this one (see [`crate::holder`]).
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
        self.open.writer.checkpoint()
    }

    /// Erases the remains of removed texts from the file, which the store otherwise does whenever no command waits.
    ///
    /// # Errors
    /// [`StoreError`] if the file could not be written, or another program reads from it; the remains stay for now.
    pub fn erase_remains(&self) -> Result<(), StoreError> {
        loop {
            match self.open.writer.erase()? {
                Erased::Step => {}
                Erased::All => return Ok(()),
                Erased::LogInUse => {
                    return Err(StoreError::Other(
                        "another program reads the desk's file".to_owned(),
                    ));
                }
            }
        }
    }

    /// Rewrites the file of a desk that no program has open, without its free space: files of earlier versions may hold
    /// remains of texts there.
    ///
    /// # Errors
    /// [`StoreError`] if the desk is in use or the disk has no room for a second copy.
    pub fn rewrite(file: impl AsRef<Path>) -> Result<(), StoreError> {
        let file = file.as_ref();
        let _lock = DeskLock::acquire(file)?;
        let desk_file = DeskFile::new(file.to_owned());
        let rewritten = connection::writer(file).and_then(|connection| {
            connection::set_up_writer(&connection)?;
            // The second copy of a large desk would not fit into the memory.
            connection.pragma_update(None, "temp_store", "file")?;
            connection.execute_batch("vacuum")?;
            connection::close(connection)
        });
        rewritten.map_err(|error| desk_file.to_store_error(error))
    }

    /// Reads in one snapshot.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let in_place = self.open.desk_file.check_in_place();
        let read = in_place.and_then(|()| self.open.readers.read(work));
        read.map_err(|error| self.open.desk_file.to_store_error(error))
    }

    /// Writes in one transaction; returns once it is durable.
    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, done) = mpsc::sync_channel(1);
        self.open.writer.write(Box::new(move |connection| {
            // The caller waits for the commit, and reads the value after it.
            let _ = sender.send(work(connection)?);
            Ok(())
        }))?;
        done.recv().map_err(|_| StoreError::Gone)
    }
}

/// The writing connection of a file, after checks and migrations.
fn open_writer(
    desk_file: &DeskFile,
    steps: &[Migration],
    migrating: &dyn Fn(MigrationProgress),
) -> Result<Connection, StoreError> {
    let to_store_error = |error| desk_file.to_store_error(error);
    check_file::check_bytes(desk_file)?;
    create_private_database(&desk_file.file);
    make_folder_private(&backup::folder(&desk_file.file));
    let mut connection = connection::writer(&desk_file.file).map_err(to_store_error)?;
    // If the file is rejected, closing must not checkpoint it.
    let skip_checkpoint = |skip| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, skip);
    skip_checkpoint(true).map_err(to_store_error)?;
    if connection.is_readonly("main").map_err(to_store_error)? {
        return Err(StoreError::ReadOnly {
            place: desk_file.place(),
        });
    }
    check_file::check_schema(&connection, desk_file, migrate::newest(steps))?;
    skip_checkpoint(false).map_err(to_store_error)?;
    connection::set_up_writer(&connection).map_err(to_store_error)?;
    migrate::migrate(&mut connection, desk_file, steps, migrating)?;
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
        self.read(counters::confusions)
    }

    fn learning(&self) -> Result<Learning, StoreError> {
        self.read(lessons::learning)
    }

    fn save_lesson(&self, learning: Learning, adopted: Option<StoredModel>) -> Result<(), StoreError> {
        self.write(move |connection| lessons::save(connection, &learning, adopted.as_ref()))
    }

    fn replace_models(&self, learning: Learning, model: Option<StoredModel>) -> Result<(), StoreError> {
        self.write(move |connection| lessons::replace(connection, &learning, model.as_ref()))
    }

    fn models(&self) -> Result<Vec<ModelVersion>, StoreError> {
        self.read(lessons::models)
    }

    fn layer(&self, version: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|connection| lessons::layer(connection, version))
    }
}

impl TicketStore for SqliteStore {
    fn apply_all(&self, commands: Vec<Command>, now: DateTime<Utc>) -> Result<Decisions, StoreError> {
        if self.is_replica() {
            return self.give_all(commands, now);
        }
        match self.open.writer.apply_all(commands.clone(), now)? {
            Some(decisions) => Ok(decisions),
            // The desk has joined a hub while the commands waited for the writer.
            None => self.give_all(commands, now),
        }
    }

    fn is_replica(&self) -> bool {
        self.open.is_replica.load(Ordering::Acquire)
    }

    fn ticket(&self, which: TicketRef) -> Result<Option<Ticket>, StoreError> {
        self.read(|connection| thread::ticket(connection, which))
    }

    fn newest_page(&self, which: TicketRef, newest: usize) -> Result<Option<TicketPage>, StoreError> {
        self.read(|connection| thread::newest_page(connection, which, newest))
    }

    fn messages_before(
        &self,
        which: TicketRef,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.read(|connection| thread::messages_before(connection, which, before, limit))
    }

    fn rows(&self, listing: &Listing) -> Result<Page<QueueRow>, StoreError> {
        self.read(|connection| lists::page(connection, listing))
    }

    fn tickets(&self, listing: &Listing) -> Result<Page<Ticket>, StoreError> {
        self.read(|connection| lists::page(connection, listing))
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.read(counters::counts)
    }

    fn not_anonymised(
        &self,
        closed_before: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<TicketId>, StoreError> {
        self.read(|connection| anonymised::not_anonymised(connection, closed_before, limit))
    }

    fn places(&self, text: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.read(|connection| places::suggest(connection, text, limit))
    }

    fn count(&self, filter: &Filter, most: usize) -> Result<usize, StoreError> {
        self.read(|connection| lists::count(connection, filter, most))
    }

    fn occurrences(&self, words: &[String], unclosed: bool, most: usize) -> Result<Vec<usize>, StoreError> {
        self.read(|connection| occurrences::of_words(connection, words, unclosed, most))
    }
}

impl Feed for SqliteStore {
    fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        self.read(|connection| feed::changes(connection, after, limit))
    }

    fn unclosed_changes(&self, after: u64, fresh: u64, limit: usize) -> Result<UnclosedChanges, StoreError> {
        self.read(|connection| unclosed_feed::changes(connection, after, fresh, limit))
    }

    fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError> {
        self.read(|connection| feed::facts(connection, after, limit))
    }

    fn mark_at(&self, number: u64) -> Result<Option<Uuid>, StoreError> {
        self.read(|connection| feed::mark_at(connection, number))
    }

    fn feed(&self) -> watch::Receiver<u64> {
        self.open.feed.clone()
    }

    fn generation(&self) -> Uuid {
        *self
            .open
            .generation
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bulk for SqliteStore {
    fn import(
        &self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<Imported, ImportFailed> {
        self.open.writer.import(tickets, progress)
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError> {
        let in_place = self.open.desk_file.check_in_place();
        in_place.map_err(|error| self.open.desk_file.to_store_error(error))?;
        Ok(Box::new(SqliteSnapshot::open(self.file())?))
    }
}
