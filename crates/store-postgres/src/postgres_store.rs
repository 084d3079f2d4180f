//! The store: its connections, and the traits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use deadpool_postgres::Pool;
use store::{
    Bulk, Changes, Correction, Decisions, Facts, Feed, ImportFailed, ImportProgress, Imported,
    ImportedTicket, Learning, Lessons, Listing, Page, Snapshot, StoreError, StoredModel, TicketStore,
    UnclosedChanges,
};
use tickets::{
    Command, Confusions, Counts, Filter, Message, MessageId, ModelVersion, QueueRow, Ticket, TicketId,
    TicketPage, TicketRef,
};
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use crate::address::Address;
use crate::connect::{Database, Use};
use crate::devices::{self, SeenDevice};
use crate::failure::Result;
use crate::follow::{self, Announcer};
use crate::lessons::Save;
use crate::migrate::{self, Migration};
use crate::runtime::Driver;
use crate::session::{self, Session};
use crate::snapshot::PostgresSnapshot;
use crate::writer::{self, Answer, Batch, ImportReport, Job};
use crate::{feed, lessons, lists, thread, unclosed_feed};

/// The number of connections that read. With the writer's and the poll's, a hub has ten.
const READERS: usize = 8;

/// A desk in a PostgreSQL database, which several hubs may have open.
///
/// Its methods block, and must be called on a thread for blocking work.
pub struct PostgresStore {
    queue: mpsc::Sender<Job>,
    readers: Pool,
    announcer: Announcer,
    place: String,
    /// The id of this hub while it runs.
    hub: Uuid,
    /// Whether this hub has the turn to learn.
    has_turn: AtomicBool,
    /// The thread that follows other hubs ends when this is dropped.
    _following: oneshot::Sender<()>,
    /// It drives the connections.
    driver: Arc<Driver>,
}

impl PostgresStore {
    /// Opens the desk of a database. An empty database gets a schema.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be reached, its server could lose acknowledged data, its schema is newer than this
    /// program, or is older and `migration` is refused.
    pub fn open(address: &Address, migration: Migration) -> Result<Self, StoreError> {
        let driver = Arc::new(Driver::start()?);
        let database = Database::new(address)?;
        let open = async {
            let writer = database.pool(1, Use::Write)?;
            let session = Session::take(&writer).await?;
            migrate::migrate(&session, &database, migration).await?;
            migrate::check_complete(&session, &database.place).await?;
            let announcer = Announcer::new(follow::head(&session).await?);
            drop(session);
            let queue = writer::start(writer, database.place.clone());
            let following = follow::start(driver.clone(), database.pool(1, Use::Read)?, announcer.clone())?;
            Ok((queue, database.pool(READERS, Use::Read)?, announcer, following))
        };
        let opened: Result<_> = driver.block_on(open);
        let opened = opened.map_err(|failure| failure.into_store_error(&database.place));
        let (queue, readers, announcer, following) = opened?;
        Ok(Self {
            queue,
            readers,
            announcer,
            place: database.place,
            hub: Uuid::new_v4(),
            has_turn: AtomicBool::new(false),
            _following: following,
            driver,
        })
    }

    /// The laptops that have asked a hub of this desk, last seen first.
    pub fn devices(&self) -> Result<Vec<SeenDevice>, StoreError> {
        self.read(devices::list)
    }

    /// Writes the laptops that this hub has seen into the list of all hubs.
    pub fn save_devices(&self, seen: &[SeenDevice]) -> Result<(), StoreError> {
        self.execute(async |session| devices::save(session, seen).await)
    }

    /// Executes statements that are not part of the feed.
    fn execute<T>(&self, work: impl AsyncFnOnce(&Session) -> Result<T>) -> Result<T, StoreError> {
        let done = self.driver.block_on(async {
            let session = Session::take(&self.readers).await?;
            work(&session).await
        });
        done.map_err(|failure| failure.into_store_error(&self.place))
    }

    /// Reads in one snapshot.
    fn read<T>(&self, work: impl AsyncFn(&Session) -> Result<T>) -> Result<T, StoreError> {
        let read = self.driver.block_on(session::read(&self.readers, work));
        read.map_err(|failure| failure.into_store_error(&self.place))
    }

    /// Gives the writer a job, waits for its answer, and announces the feed's last number.
    fn write<T>(&self, job: impl FnOnce(Answer<T>) -> Job) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let answered = self.driver.block_on(async {
            self.queue.send(job(answer)).await.map_err(|_| StoreError::Gone)?;
            answered.await.map_err(|_| StoreError::Gone)
        });
        let (value, feed) = answered??;
        self.announcer.announce(feed);
        Ok(value)
    }
}

impl TicketStore for PostgresStore {
    fn apply_all(&self, commands: Vec<Command>, now: DateTime<Utc>) -> Result<Decisions, StoreError> {
        if commands.is_empty() {
            return Ok(Vec::new());
        }
        self.write(|answer| Job::Commands(Batch { commands, now }, answer))
    }

    fn is_replica(&self) -> bool {
        false
    }

    fn ticket(&self, which: TicketRef) -> Result<Option<Ticket>, StoreError> {
        self.read(async |session| thread::ticket(session, which).await)
    }

    fn newest_page(&self, which: TicketRef, newest: usize) -> Result<Option<TicketPage>, StoreError> {
        self.read(async |session| thread::newest_page(session, which, newest).await)
    }

    fn messages_before(
        &self,
        which: TicketRef,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        self.read(async |session| thread::messages_before(session, which, before, limit).await)
    }

    fn rows(&self, listing: &Listing) -> Result<Page<QueueRow>, StoreError> {
        self.read(async |session| lists::page(session, listing).await)
    }

    fn tickets(&self, listing: &Listing) -> Result<Page<Ticket>, StoreError> {
        self.read(async |session| lists::page(session, listing).await)
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.read(lists::counts)
    }

    fn not_anonymised(
        &self,
        closed_before: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<TicketId>, StoreError> {
        let before = closed_before.timestamp_millis();
        self.read(async |session| thread::not_anonymised(session, before, limit).await)
    }

    fn places(&self, text: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.read(async |session| lists::places(session, text, limit).await)
    }

    fn count(&self, filter: &Filter, most: usize) -> Result<usize, StoreError> {
        self.read(async |session| lists::count(session, filter, most).await)
    }

    fn occurrences(&self, words: &[String], unclosed: bool, most: usize) -> Result<Vec<usize>, StoreError> {
        self.read(async |session| lists::occurrences(session, words, unclosed, most).await)
    }
}

impl Feed for PostgresStore {
    fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError> {
        self.read(async |session| feed::changes(session, after, limit).await)
    }

    fn unclosed_changes(&self, after: u64, fresh: u64, limit: usize) -> Result<UnclosedChanges, StoreError> {
        self.read(async |session| unclosed_feed::changes(session, after, fresh, limit).await)
    }

    fn facts(&self, after: u64, limit: usize) -> Result<Facts, StoreError> {
        self.read(async |session| feed::facts(session, after, limit).await)
    }

    fn mark_at(&self, number: u64) -> Result<Option<Uuid>, StoreError> {
        self.read(async |session| feed::mark_at(session, number).await)
    }

    fn feed(&self) -> watch::Receiver<u64> {
        self.announcer.subscribe()
    }

    fn generation(&self) -> Uuid {
        self.announcer.identity().generation
    }

    fn timeline(&self) -> u64 {
        self.announcer.identity().timeline
    }
}

impl Bulk for PostgresStore {
    fn import(
        &self,
        tickets: Vec<ImportedTicket>,
        progress: &mut dyn FnMut(ImportProgress),
    ) -> Result<Imported, ImportFailed> {
        let (report, mut reports) = mpsc::unbounded_channel();
        let done = self.driver.block_on(async {
            let sent = self.queue.send(Job::Import(tickets, report)).await;
            sent.map_err(|_| StoreError::Gone)?;
            while let Some(report) = reports.recv().await {
                match report {
                    ImportReport::Progress(done) => progress(done),
                    ImportReport::Done(done) => return done,
                }
            }
            Err(StoreError::Gone.into())
        });
        let (imported, feed) = done?;
        self.announcer.announce(feed);
        Ok(imported)
    }

    fn snapshot(&self) -> Result<Box<dyn Snapshot>, StoreError> {
        let begin = async {
            let session = Session::take(&self.readers).await?;
            PostgresSnapshot::begin(self.driver.clone(), session, self.place.clone()).await
        };
        let begun = self.driver.block_on(begin);
        let snapshot = begun.map_err(|failure| failure.into_store_error(&self.place))?;
        Ok(Box::new(snapshot))
    }
}

impl Lessons for PostgresStore {
    fn corrections(&self) -> Result<Vec<Correction>, StoreError> {
        self.read(lessons::corrections)
    }

    fn corrected_at(&self) -> Result<Vec<DateTime<Utc>>, StoreError> {
        self.read(lessons::corrected_at)
    }

    fn last_correction(&self) -> Result<u64, StoreError> {
        self.read(lessons::last_correction)
    }

    fn confusions(&self) -> Result<Confusions, StoreError> {
        self.read(lessons::confusions)
    }

    fn learning(&self) -> Result<Learning, StoreError> {
        self.read(lessons::learning)
    }

    fn save_lesson(&self, learning: Learning, adopted: Option<StoredModel>) -> Result<(), StoreError> {
        let save = Save {
            learning,
            model: adopted,
            replaces_models: false,
            learner: self.has_turn.swap(false, Ordering::AcqRel).then_some(self.hub),
        };
        self.write(|answer| Job::Lesson(Box::new(save), answer))
    }

    fn replace_models(&self, learning: Learning, model: Option<StoredModel>) -> Result<(), StoreError> {
        let save = Save {
            learning,
            model,
            replaces_models: true,
            learner: None,
        };
        self.write(|answer| Job::Lesson(Box::new(save), answer))
    }

    fn has_other_hubs(&self) -> bool {
        true
    }

    fn begin_lesson(&self) -> Result<bool, StoreError> {
        let begun = self.execute(async |session| lessons::begin(session, self.hub).await)?;
        self.has_turn.store(begun, Ordering::Release);
        Ok(begun)
    }

    fn models(&self) -> Result<Vec<ModelVersion>, StoreError> {
        self.read(lessons::models)
    }

    fn layer(&self, version: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(async |session| lessons::layer(session, version).await)
    }
}
