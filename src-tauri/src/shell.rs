//! All that one run of the application holds, in three parts: the desk, the visit of the person at the window, and
//! the process.

use std::ops::Deref;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use api::Tokens;
use desk::{Desk, Learner, Retention};
use host::Services;
use pages::Session;
use settings::Settings;
use store::{Drafts, SqliteStore, StoreError};
use tickets::TicketId;
use tokio::sync::mpsc::UnboundedSender;

use crate::dialog::Dialogs;
use crate::hub_link::HubLink;
use crate::remembered::Remembered;
use crate::saved_files::SavedFiles;

/// The label of the window, which `capabilities/main.json` names.
pub const MAIN_WINDOW: &str = "main";

/// All that one run of the application holds. Cheap to clone.
#[derive(Clone)]
pub struct Shell(Arc<Parts>);

pub struct Parts {
    pub opened: OpenedDesk,
    pub visit: WindowVisit,
    pub process: Process,
}

/// The desk that is open, and its files.
pub struct OpenedDesk {
    pub desk: Desk,
    /// The desk's file, for import and export.
    pub store: SqliteStore,
    pub drafts: Drafts,
    /// The hub that the desk is a replica of; `None`: the desk is its own.
    pub hub: Option<HubLink>,
    /// Learns from corrections in the background until it is dropped.
    pub _learner: Option<Learner>,
    /// Removes old texts in the background until it is dropped, if the settings say so.
    pub _retention: Option<Retention>,
}

/// The visit of the person at the window.
pub struct WindowVisit {
    pub session: Arc<Session>,
    pub remembered: Remembered,
    /// Asks the page to refresh what shows a ticket, or what shows none: for changes that are not in the feed.
    pub refreshes: UnboundedSender<Option<TicketId>>,
}

/// What belongs to the process.
pub struct Process {
    pub settings: Settings,
    pub dialogs: Dialogs,
    pub saved_files: SavedFiles,
    pub services: Services,
    /// Whether the services were started.
    pub services_started: AtomicBool,
    /// The address of the API, as `http://127.0.0.1:PORT`.
    pub api: String,
    pub tokens: Tokens,
    /// Damage of the desk's file that was found in this run.
    pub damage: OnceLock<StoreError>,
}

impl Shell {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for Shell {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
