//! The hub of this computer: what the settings say of it, and the sync with it.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use desk::{Clock, Desk, SystemClock};
use settings::{HubSetting, NamedFile, Settings};
use store::{Replica, SqliteStore, StoreError};
use sync::{AlsoOpen, Hub, Link, OpenTicket, Standing};
use tauri::async_runtime::{JoinHandle, spawn};
use tickets::{CommandId, Name, Role, TicketId};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use ui::attention::EarlierTickets;
use ui::hub as shown;
use uuid::Uuid;
use wire::Client;
use wire::sync::ModelLayer;

use crate::data_folder::DataFolder;
use crate::earlier_desk::EarlierDesk;
use crate::replace_file::replace_file;
use crate::start_error::StartError;

/// The longest that the end of the application waits for the hub to receive the last changes. What is not sent by then is
/// sent after the next start.
const LAST_CHANGES: Duration = Duration::from_secs(2);

/// The replica of an open desk, and how it stands with its hub.
pub struct HubLink {
    replica: SqliteStore,
    /// `None`: the settings name no hub any more.
    hub: Option<Hub>,
    earlier_desk: EarlierDesk,
    announced: watch::Sender<Standing>,
    /// The ticket on screen, on a laptop of the helpdesk.
    open_ticket: watch::Sender<Option<OpenTicket>>,
    /// The other desks at which it is open.
    also_open: watch::Sender<Option<AlsoOpen>>,
    /// The running sync.
    task: Mutex<Option<JoinHandle<()>>>,
}

/// The client of the hub that the settings name, with this computer's key; `None`: the computer has a desk of its own.
pub fn client(settings: &Settings) -> Result<Option<Client>, StartError> {
    settings.hub()?.as_ref().map(client_of).transpose()
}

fn client_of(setting: &HubSetting) -> Result<Client, StartError> {
    let key = read(&setting.key_file)?;
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_graphic());
    let key = Some(key.trim()).filter(|key| is_key(key)).ok_or_else(|| {
        setting
            .key_file
            .unusable("the file must have one line with the key")
    })?;
    let authority = setting.ca_file.as_ref().map(read).transpose()?;
    let client = Client::of_hub(&setting.address, key, authority.as_ref().map(String::as_bytes));
    client.map_err(|error| match &setting.ca_file {
        Some(file) => file
            .unusable(&format!("the file must have certificates in PEM ({error})"))
            .into(),
        None => StartError::Other(error.into()),
    })
}

fn read(file: &NamedFile) -> Result<String, StartError> {
    let read = fs::read_to_string(&file.path);
    Ok(read.map_err(|error| file.unusable(&format!("the file cannot be read: {error}")))?)
}

/// The id of this replica, for the hub's list of devices. It is no secret and gives no rights.
fn device(file: &Path) -> anyhow::Result<Uuid> {
    match fs::read_to_string(file) {
        Ok(text) if text.trim().parse::<Uuid>().is_ok() => Ok(text.trim().parse()?),
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("reading {}", file.display()))
        }
        _ => {
            let id = Uuid::new_v4();
            replace_file(file, id.to_string().as_bytes())
                .with_context(|| format!("writing {}", file.display()))?;
            Ok(id)
        }
    }
}

impl HubLink {
    /// Makes an open desk the replica of a hub. The key decides the role; until the hub has answered for the first time,
    /// `role` is a guess. `None`: the desk is no replica, and there is no hub.
    pub fn open(
        folder: &DataFolder,
        store: &SqliteStore,
        client: Option<Client>,
        role: Option<Role>,
    ) -> Result<Option<Self>, StartError> {
        let is_replica = store.sync_state()?.is_some();
        if client.is_none() && !is_replica {
            return Ok(None);
        }
        if !is_replica {
            store.join(role.unwrap_or(Role::User))?;
        }
        let device = device(&folder.device())?;
        let hub = client.map(|client| Hub {
            client,
            device,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        });
        Ok(Some(Self {
            replica: store.clone(),
            hub,
            earlier_desk: EarlierDesk::new(folder.earlier_desk()),
            announced: watch::Sender::new(Standing::at_start(SystemClock.now())),
            open_ticket: watch::Sender::default(),
            also_open: watch::Sender::default(),
            task: Mutex::default(),
        }))
    }

    /// Starts the sync. `desk` classifies with the hub's model. `refresh` is called with a ticket that is open at other desks, or
    /// not any more; and without a ticket when the line about the hub or the model may have changed.
    pub fn start(&self, desk: &Desk, refresh: impl Fn(Option<TicketId>) + Clone + Send + Sync + 'static) {
        let Some(hub) = &self.hub else {
            return;
        };
        self.start_presence(hub, refresh.clone());
        let refresh = move || refresh(None);
        spawn(announce(self.announced.subscribe(), refresh.clone()));
        let model = FollowingDesk {
            desk: desk.clone(),
            refresh,
        };
        let run = sync::run(
            Arc::new(self.replica.clone()),
            Arc::new(model),
            hub.clone(),
            || SystemClock.now(),
            self.announced.clone(),
        );
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(spawn(run));
    }

    fn start_presence(&self, hub: &Hub, refresh: impl Fn(Option<TicketId>) + Send + 'static) {
        let standing = self.announced.subscribe();
        spawn(sync::follow_presence(
            hub.clone(),
            move || standing.borrow().waiting,
            self.open_ticket.subscribe(),
            self.also_open.clone(),
        ));
        let mut also_open = self.also_open.subscribe();
        spawn(async move {
            let mut shown = None;
            while also_open.changed().await.is_ok() {
                let now = also_open.borrow_and_update().as_ref().map(|also| also.ticket);
                for ticket in [shown, now].into_iter().flatten() {
                    refresh(Some(ticket));
                }
                shown = now;
            }
        });
    }

    /// Ends the sync. What was entered just now is sent before that, if the hub can be reached.
    pub async fn stop(&self) {
        let mut standing = self.announced.subscribe();
        let sent = standing.wait_for(|standing| standing.link != Link::Online || standing.waiting == 0);
        if timeout(LAST_CHANGES, sent).await.is_err() {
            tracing::info!("some changes were not sent; they are sent after the next start");
        }
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            task.abort();
        }
    }
}

/// The desk whose classifier follows the hub's.
struct FollowingDesk<F> {
    desk: Desk,
    refresh: F,
}

impl<F: Fn() + Send + Sync + 'static> sync::Model for FollowingDesk<F> {
    fn version(&self) -> String {
        self.desk.model_in_use()
    }

    fn follow(&self, layer: Option<ModelLayer>) -> Result<(), String> {
        self.desk.follow_model(layer).map_err(|error| error.to_string())?;
        (self.refresh)();
        Ok(())
    }
}

impl pages::HubLink for HubLink {
    fn standing(&self) -> shown::Standing {
        let standing = to_show(&self.announced.borrow());
        if self.hub.is_some() {
            return standing;
        }
        shown::Standing {
            link: shown::Link::NoHub,
            waiting: self.replica.outbox().map_or(0, |outbox| outbox.len()),
            ..standing
        }
    }

    fn parked(&self) -> Vec<CommandId> {
        self.announced.borrow().parked.clone()
    }

    fn replica(&self) -> &dyn Replica {
        &self.replica
    }

    fn set_open_ticket(&self, open: Option<(TicketId, Option<Name>)>) {
        let open = open.map(|(ticket, name)| OpenTicket { ticket, name });
        self.open_ticket.send_if_modified(|before| {
            let changed = *before != open;
            *before = open;
            changed
        });
    }

    fn other_desks(&self, ticket: TicketId) -> Vec<Option<Name>> {
        let also_open = self.also_open.borrow();
        let others = also_open.as_ref().filter(|also| also.ticket == ticket);
        others.map_or_else(Vec::new, |also| {
            also.others.iter().map(|other| other.name.clone()).collect()
        })
    }

    fn earlier_desk(&self) -> Option<EarlierTickets> {
        let (desk, unclosed) = self.earlier_desk.offer()?;
        Some(EarlierTickets {
            file: desk.display().to_string(),
            unclosed,
        })
    }

    fn send_earlier_tickets(&self, desk: &Desk) -> Result<(), StoreError> {
        self.earlier_desk.send(&self.replica, |text| desk.classify(text))
    }

    fn leave_earlier_tickets(&self) -> Result<(), StoreError> {
        self.earlier_desk.decide()
    }
}

/// Calls `refresh` after each change, and when a state has lasted long enough to be shown.
async fn announce(mut standing: watch::Receiver<Standing>, refresh: impl Fn()) {
    loop {
        let from = to_show(&standing.borrow_and_update()).shown_from();
        let left = from.and_then(|from| (from - SystemClock.now()).to_std().ok());
        let shown = async {
            match left {
                Some(left) => sleep(left).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            changed = standing.changed() => if changed.is_err() { return },
            () = shown => {
                refresh();
                if standing.changed().await.is_err() { return }
            }
        }
        refresh();
    }
}

const fn to_show(standing: &Standing) -> shown::Standing {
    shown::Standing {
        link: match standing.link {
            Link::Connecting => shown::Link::Connecting,
            Link::Online => shown::Link::Online,
            Link::Offline => shown::Link::Offline,
            Link::Untrusted => shown::Link::Untrusted,
            Link::KeyRefused => shown::Link::KeyRefused,
            Link::NeedsUpdate => shown::Link::NeedsUpdate,
        },
        since: standing.since,
        waiting: standing.waiting,
        complete: standing.complete,
    }
}
