//! From arguments to an open desk, or to the words that say why not.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context;
use api::{Hosts, Tokens};
use classifier::Classifier;
use desk::{Desk, Learner, SystemClock};
use host::Services;
use settings::SettingsError;
use store::{Drafts, SqliteStore, StoreError};
use thiserror::Error;
use tickets::TicketId;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use ui::failure::Failure;

use crate::api_server::{self, Listener};
use crate::arguments::Arguments;
use crate::closing::Closing;
use crate::data_folder::DataFolder;
use crate::dialog::Dialogs;
use crate::failure::{in_words, of_store};
use crate::front::{self, Contact};
use crate::load_settings;
use crate::notices::HeldNotices;
use crate::remembered::Remembered;
use crate::sent::Sent;
use crate::shell::{Parts, Shell};
use crate::token::Token;

/// How long the helpdesk must have corrected nothing before it is learned from: whoever corrects ten in a row teaches
/// them at once.
const AFTER_THE_LAST_CORRECTION: Duration = Duration::from_secs(5);

/// How a start went.
pub enum Start {
    /// The desk is open here.
    Here(Box<Opened>),
    /// It is open in another window, which now comes to the front.
    InFront,
    /// It could not be opened.
    Failed(FailedStart),
}

/// An open desk, and what its window must listen to.
pub struct Opened {
    /// The desk and all around it.
    pub shell: Shell,
    /// What the page should look at again although the desk did not change.
    pub touched: UnboundedReceiver<Option<TicketId>>,
    /// Other windows that ask this one to come to the front.
    pub to_front: UnboundedReceiver<()>,
}

/// Why the desk could not be opened.
#[derive(Clone, Debug)]
pub struct FailedStart {
    /// In words.
    pub failure: Failure,
    /// The file concerned.
    pub file: PathBuf,
}

/// Opens the desk. Blocks.
pub fn start(arguments: &Arguments, folder: &DataFolder) -> Start {
    match open(arguments, folder) {
        Ok(opened) => Start::Here(Box::new(opened)),
        Err(Trouble::Store(StoreError::InUse { .. })) if brought_to_front(&folder.desk()) => Start::InFront,
        Err(trouble) => failed(trouble, folder),
    }
}

fn open(arguments: &Arguments, folder: &DataFolder) -> Result<Opened, Trouble> {
    let settings = load_settings::load(arguments.settings.as_deref())?;
    for warning in settings.warnings() {
        tracing::warn!("settings: {warning}");
    }
    let listener = Listener::bind()?;
    let front = Token::random();
    let contact = Contact::at(&listener.base, &front);
    std::fs::create_dir_all(folder.path()).context("making the folder for the data")?;
    let store = SqliteStore::open(folder.desk())?;
    store
        .set_contact(&contact.write()?)
        .context("saying who has the desk open")?;
    let drafts = Drafts::open(&folder.desk()).map_err(Trouble::Drafts)?;
    let desk = Desk::new(
        Arc::new(store.clone()),
        Arc::new(Classifier::shipped()),
        Arc::new(SystemClock),
    );
    let (tokens, api) = (Tokens::random(), listener.base.clone());
    let (asked, to_front) = unbounded_channel();
    let routes =
        api::router(desk.clone(), tokens.clone(), Hosts::loopback()).merge(front::route(front, asked));
    listener.serve(routes)?;
    if let Some(file) = &arguments.api_file {
        api_server::write_api_file(file, &api, &tokens, settings.pinned_role())?;
    }
    let (touched, touches) = unbounded_channel();
    let notices = HeldNotices::default();
    if let Some(broken) = desk.broken_model() {
        tracing::warn!(
            version = broken.version,
            why = broken.why,
            "what was learned cannot be used"
        );
        notices.broken_model(&broken.why);
    }
    let shell = Shell::new(Parts {
        _learner: learn(&desk, touched.clone()),
        desk,
        store,
        drafts,
        remembered: Remembered::read(folder.remembered()),
        settings,
        closing: Closing::default(),
        notices,
        dialogs: Dialogs {
            tested: arguments.api_file.is_some(),
        },
        sidecars: Services::default(),
        sent: Sent::default(),
        api,
        tokens,
        touched,
        last_queue: Mutex::default(),
        entered: AtomicBool::new(false),
    });
    Ok(Opened {
        shell,
        touched: touches,
        to_front,
    })
}

/// Learns from corrections beside the work. A laptop that cannot classifies by what it knows.
fn learn(desk: &Desk, touched: UnboundedSender<Option<TicketId>>) -> Option<Learner> {
    let tell = move || {
        // Nobody listens once the window is gone.
        let _ = touched.send(None);
    };
    desk.learn_in_background(AFTER_THE_LAST_CORRECTION, tell)
        .inspect_err(|error| tracing::error!(%error, "nothing will be learned in this run"))
        .ok()
}

/// Asks whoever has the desk open to come to the front. One that has just started says so a moment later.
fn brought_to_front(desk: &Path) -> bool {
    for _ in 0..20 {
        let Some(holder) = store::holder(desk) else {
            return false;
        };
        if let Some(contact) = holder.contact.as_deref().and_then(Contact::read) {
            let asked = tauri::async_runtime::block_on(contact.ask());
            return asked
                .inspect_err(|error| tracing::warn!("the other window does not answer: {error:#}"))
                .is_ok();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    false
}

/// What can be in the way of a start.
#[derive(Debug, Error)]
enum Trouble {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Drafts(StoreError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

fn failed(trouble: Trouble, folder: &DataFolder) -> Start {
    let failure = match &trouble {
        Trouble::Store(error) | Trouble::Drafts(error) => of_store(error),
        Trouble::Settings(error) => in_words(
            "The settings of this computer could not be used.",
            "Campus Desk does not guess what they should be. No ticket was touched.",
            "Ask whoever looks after this computer to correct the file, then try again.",
            Some(error.to_string()),
        ),
        Trouble::Other(error) => in_words(
            "Campus Desk could not start.",
            "No ticket was touched.",
            "Try again. If it happens again, tell whoever looks after this computer.",
            Some(format!("{error:#}")),
        ),
    };
    let file = match trouble {
        Trouble::Settings(error) => error.name().into(),
        Trouble::Store(_) => folder.desk(),
        Trouble::Drafts(_) => folder.desk().with_file_name("drafts.db"),
        Trouble::Other(_) => folder.path().to_owned(),
    };
    Start::Failed(FailedStart { failure, file })
}
