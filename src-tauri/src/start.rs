//! From the arguments to an open desk, or to the explanation of why it could not be opened.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context;
use api::{Hosts, Tokens};
use classifier::Classifier;
use desk::{Desk, Learner, Retention, SystemClock};
use host::Services;
use pages::Session;
use settings::Settings;
use store::{Drafts, MigrationProgress, SqliteStore, StoreError};
use tickets::TicketId;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::api_server::{self, Listener};
use crate::arguments::Arguments;
use crate::data_folder::DataFolder;
use crate::dialog::Dialogs;
use crate::earlier_desk::EarlierDesk;
use crate::hub_link::{self, HubLink};
use crate::load_settings;
use crate::remembered::Remembered;
use crate::saved_files::SavedFiles;
use crate::shell::{OpenedDesk, Parts, Process, Shell, WindowVisit};
use crate::single_instance::{self, Contact, Other};
use crate::start_error::{FailedStart, StartError};
use crate::token::Token;

/// The time without corrections after which the desk learns: ten corrections in a row are learned at once.
const LEARNING_DEBOUNCE: Duration = Duration::from_secs(5);

/// The result of a start.
pub enum Start {
    Opened(Box<Opened>),
    /// The desk is open in another window, which was brought to the front.
    OpenElsewhere,
    Failed(FailedStart),
}

/// An open desk, and what its window listens to.
pub struct Opened {
    pub shell: Shell,
    /// Requests to refresh a ticket on the page, or what shows no ticket.
    pub refreshes: UnboundedReceiver<Option<TicketId>>,
    /// Requests of later starts to bring the window to the front.
    pub to_front: UnboundedReceiver<()>,
}

/// How often a start tries again because the desk has become free: another start may be faster.
const ATTEMPTS: u32 = 5;

/// Opens the desk. Blocks, also while another window of the desk is starting or being closed. `migrating` is called
/// before and while the desk is migrated, which can take minutes.
pub fn start(arguments: &Arguments, folder: &DataFolder, migrating: &dyn Fn(MigrationProgress)) -> Start {
    let mut attempts = 1..;
    loop {
        let error = match open(arguments, folder, migrating) {
            Ok(opened) => return Start::Opened(Box::new(opened)),
            Err(error) => error,
        };
        let in_use = matches!(error, StartError::Store(StoreError::InUse { .. }));
        match in_use.then(|| single_instance::find_other(&folder.desk())) {
            Some(Other::InFront) => return Start::OpenElsewhere,
            Some(Other::Gone) if attempts.next() < Some(ATTEMPTS) => {}
            _ => return Start::Failed(log(error.explain(folder))),
        }
    }
}

fn log(failed: FailedStart) -> FailedStart {
    let failure = &failed.failure;
    let detail = failure.detail.as_deref().unwrap_or_default();
    tracing::error!(file = %failed.file.display(), detail, "{} {}", failure.what, failure.todo);
    failed
}

fn open(
    arguments: &Arguments,
    folder: &DataFolder,
    migrating: &dyn Fn(MigrationProgress),
) -> Result<Opened, StartError> {
    let settings = load_settings::load(arguments.settings.as_deref())?;
    for warning in settings.warnings() {
        tracing::warn!("settings: {warning}");
    }
    let client = hub_link::client(&settings)?;
    let listener = Listener::bind()?;
    let api = listener.base.clone();
    let front_token = Token::random();
    if client.is_some() {
        EarlierDesk::new(folder.earlier_desk()).set_aside(&folder.desk())?;
    }
    let store = open_store(folder, &Contact::at(&api, &front_token), migrating)?;
    let role = settings.role(None).value;
    let hub = HubLink::open(folder, &store, client, role)?;
    let desk = Desk::new(
        Arc::new(store.clone()),
        Arc::new(Classifier::shipped()),
        Arc::new(SystemClock),
    );
    let tokens = Tokens::random();
    let (requested, to_front) = unbounded_channel();
    let routes = api::router(desk.clone(), tokens.clone(), Hosts::loopback())
        .merge(single_instance::route(front_token, requested));
    listener.serve(routes)?;
    if let Some(file) = &arguments.api_file {
        api_server::write_api_file(file, &api, &tokens, settings.pinned_role())?;
    }
    let (sender, refreshes) = unbounded_channel();
    let session = Arc::new(session(&desk));
    let drafts = open_drafts(folder, Arc::clone(&session), sender.clone())?;
    let shell = Shell::new(Parts {
        visit: WindowVisit {
            session,
            remembered: Remembered::read(folder.remembered()),
            refreshes: sender.clone(),
        },
        opened: OpenedDesk {
            _learner: learn(&desk, sender),
            _retention: retain(&desk, &settings),
            desk,
            store,
            drafts,
            hub,
        },
        process: Process {
            settings,
            saved_files: SavedFiles::default(),
            dialogs: Dialogs {
                tested: arguments.api_file.is_some(),
            },
            services: Services::default(),
            services_started: AtomicBool::new(false),
            api,
            tokens,
            damage: OnceLock::new(),
        },
    });
    // After a crash: the end of a run clears too.
    clear_shared_computer(&shell);
    Ok(Opened {
        shell,
        refreshes,
        to_front,
    })
}

fn open_store(
    folder: &DataFolder,
    contact: &Contact,
    migrating: &dyn Fn(MigrationProgress),
) -> Result<SqliteStore, StartError> {
    store::create_private_folder(folder.path()).context("creating the data folder")?;
    if folder.is_default() {
        store::make_private(folder.path());
    }
    let store = SqliteStore::open_announcing(&folder.desk(), migrating)?;
    store
        .set_contact(&contact.to_json()?)
        .context("writing down how to reach this window")?;
    Ok(store)
}

/// Removes what the people before have entered, if several people use this computer.
pub fn clear_shared_computer(shell: &Shell) {
    if let Err(error) = pages::shared_computer::clear_personal_data(shell) {
        tracing::error!(%error, "names and unsent texts could not be removed from this shared computer");
    }
}

/// Opens the drafts. If they are damaged, now or later, a notice says so.
fn open_drafts(
    folder: &DataFolder,
    session: Arc<Session>,
    refreshes: UnboundedSender<Option<TicketId>>,
) -> Result<Drafts, StartError> {
    let damaged = move || {
        session.notices.damaged_drafts();
        // The receiver is gone once the window is closed.
        let _ = refreshes.send(None);
    };
    Drafts::open(&folder.desk(), damaged).map_err(StartError::Drafts)
}

/// The session of this window, with a notice if the learned model could not be loaded. A laptop gets it from its hub again.
fn session(desk: &Desk) -> Session {
    let session = Session::default();
    if let Some(broken) = desk.broken_model() {
        tracing::warn!(
            version = broken.version,
            why = broken.why,
            "the learned model cannot be used"
        );
        if !desk.is_replica() {
            session.notices.broken_model(&broken.why);
        }
    }
    session
}

/// Learns from corrections in the background. If that fails, the model in use stays in use. A laptop does not learn: its hub
/// does.
fn learn(desk: &Desk, refreshes: UnboundedSender<Option<TicketId>>) -> Option<Learner> {
    if desk.is_replica() {
        return None;
    }
    let refresh = move || {
        // The receiver is gone once the window is closed.
        let _ = refreshes.send(None);
    };
    desk.learn_in_background(LEARNING_DEBOUNCE, refresh)
        .inspect_err(|error| tracing::error!(%error, "nothing will be learned in this run"))
        .ok()
}

/// Removes the texts of tickets that were closed long ago in the background, if there is a retention.
fn retain(desk: &Desk, settings: &Settings) -> Option<Retention> {
    let months = settings.retention_months().value?;
    desk.retain_in_background(months)
        .inspect_err(|error| tracing::error!(%error, "the retention is not applied in this run"))
        .ok()
}
