//! Stores tickets.
//!
//! ```text
//!   TicketStore   commands in, tickets out         ┐
//!   Feed          what changed since a number      ├── Store ── SqliteStore   a desk in one file
//!   Bulk          imports and exports              │            MemoryStore   a naive model, for tests
//!   Lessons       corrections and learned models   │
//!   Replica       a laptop's copy of a hub's desk  ┘
//! ```
//!
//! Each trait states its promises. The suite in `contract` (feature `contract`) checks them; every storage runs the
//! whole suite. What all storages must do alike is in [`shared`].

mod bulk;
#[cfg(feature = "contract")]
pub mod contract;
pub mod csv;
mod drafts;
mod error;
mod feed;
mod lessons;
mod list;
mod lock;
pub mod memory;
mod own_files;
mod private;
mod real_path;
mod replica;
pub mod shared;
pub mod sqlite;
mod ticket_store;
pub mod transfer;

pub use bulk::{Bulk, ImportFailed, ImportProgress, Imported, ImportedTicket, Reporter, Snapshot};
pub use drafts::{Draft, DraftKey, Drafts, FormKind, Notified, ReportedHere};
pub use error::StoreError;
pub use feed::{BYTES, Changes, ClosedTicket, Fact, Facts, Feed, HistoryLine, LINES, UnclosedChanges};
pub use lessons::{Correction, Learning, Lessons, StoredModel};
pub use list::{Anchor, Cursor, Listing, Page};
pub use lock::{DeskLock, Holder, holder, is_this_program};
pub use memory::MemoryStore;
pub use own_files::why_protected;
pub use private::{create_private_folder, make_folder_private, make_private};
pub use replica::{
    Answered, Arrival, Attention, HubAnswer, HubPosition, PREDICTED, Replica, Sent, SyncState, Unreadable,
    Verdict, Waiting,
};
pub use sqlite::{MigrationProgress, SqliteSnapshot, SqliteSource, SqliteStore, SqliteTarget, backup};
pub use ticket_store::{Accepted, Decision, Decisions, TicketStore};

/// A complete storage.
pub trait Store: TicketStore + Feed + Bulk + Lessons {}

impl<T: TicketStore + Feed + Bulk + Lessons> Store for T {}
