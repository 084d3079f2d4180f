//! `devices`: lists the laptops that use a hub. `serve` writes them into a file beside the desk, or into its database.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use api::{DeviceSeen, Devices};
use store_postgres::{PostgresStore, SeenDevice};
use uuid::Uuid;

use crate::place::{OpenDesk, Place};
use crate::which_desk::Which;

/// How often `serve` writes the list.
const INTERVAL: Duration = Duration::from_secs(30);

/// List the laptops that use a hub: device, role, version, when it was last seen, how many changes wait there
#[derive(clap::Args)]
pub struct List {
    #[command(flatten)]
    desk: Which,
}

impl List {
    pub fn run(self) -> Result<()> {
        let devices = match self.desk.place()? {
            Place::File(file) => DeviceList::File(file),
            place @ Place::Database(_) => DeviceList::of(&place.open_existing()?),
        };
        let devices = devices.load()?;
        let mut stdout = std::io::stdout();
        stdout
            .write_all(table(&devices).as_bytes())
            .context("writing the list")
    }
}

/// Where the list of a desk is: in a file beside the desk, or in its database, in which all hubs write.
#[derive(Clone)]
pub enum DeviceList {
    /// The file of the desk.
    File(PathBuf),
    /// The database.
    Database(Arc<PostgresStore>),
}

impl DeviceList {
    pub fn of(desk: &OpenDesk) -> Self {
        match desk {
            OpenDesk::File(store) => Self::File(store.file().to_owned()),
            OpenDesk::Database(store) => Self::Database(store.clone()),
        }
    }

    /// The devices of a desk; none if no hub has served it yet.
    pub fn load(&self) -> Result<Vec<DeviceSeen>> {
        match self {
            Self::File(data) => load_file(data),
            Self::Database(store) => Ok(store.devices()?.into_iter().map(of_database).collect()),
        }
    }

    /// Writes the devices that have changed, of all that a hub knows.
    fn save(&self, changed: Vec<DeviceSeen>, all: &[DeviceSeen]) -> Result<()> {
        match self {
            Self::File(data) => save_file(data, all),
            Self::Database(store) => {
                let changed: Vec<SeenDevice> = changed.into_iter().map(to_database).collect();
                Ok(store.save_devices(&changed)?)
            }
        }
    }
}

fn of_database(seen: SeenDevice) -> DeviceSeen {
    DeviceSeen {
        device: seen.device,
        role: seen.role,
        version: seen.version,
        last_seen: seen.last_seen,
        waiting: seen.waiting,
    }
}

fn to_database(seen: DeviceSeen) -> SeenDevice {
    SeenDevice {
        device: seen.device,
        role: seen.role,
        version: seen.version,
        last_seen: seen.last_seen,
        waiting: seen.waiting,
    }
}

/// The file with the devices of a desk.
fn file(data: &Path) -> PathBuf {
    let name = data.file_stem().unwrap_or_default().to_string_lossy();
    data.with_file_name(format!("{name}-devices.json"))
}

fn load_file(data: &Path) -> Result<Vec<DeviceSeen>> {
    let file = file(data);
    let json = match fs::read(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.with_context(|| format!("reading the devices in {}", file.display()))?,
    };
    serde_json::from_slice(&json).with_context(|| format!("{} is not a list of devices", file.display()))
}

/// Replaces the file as a whole.
fn save_file(data: &Path, devices: &[DeviceSeen]) -> Result<()> {
    let file = file(data);
    let mut part = file.clone().into_os_string();
    part.push(".part");
    let mut new = File::create(&part).context("creating the list of devices")?;
    new.write_all(&serde_json::to_vec_pretty(devices)?)?;
    new.sync_all()?;
    fs::rename(&part, &file).with_context(|| format!("writing {}", file.display()))
}

/// The devices of a running hub, and what was written of them.
pub struct SavedDevices {
    list: DeviceList,
    devices: Devices,
    saved: HashMap<Uuid, DeviceSeen>,
}

impl SavedDevices {
    /// What was just read.
    pub fn new(list: DeviceList, devices: Devices) -> Self {
        let saved = devices
            .list()
            .into_iter()
            .map(|seen| (seen.device, seen))
            .collect();
        Self { list, devices, saved }
    }

    /// Writes the devices now and then, if they have changed, until the hub stops.
    pub async fn save_regularly(&mut self) {
        loop {
            tokio::time::sleep(INTERVAL).await;
            self.save_or_warn().await;
        }
    }

    /// Writes the devices. The list is for information: a hub works without it.
    pub async fn save_or_warn(&mut self) {
        let all = self.devices.list();
        let changed = all
            .iter()
            .filter(|seen| self.saved.get(&seen.device) != Some(*seen));
        let changed: Vec<DeviceSeen> = changed.cloned().collect();
        if changed.is_empty() {
            return;
        }
        let (list, written) = (self.list.clone(), changed.clone());
        match blocking(move || list.save(written, &all)).await {
            Ok(()) => self
                .saved
                .extend(changed.into_iter().map(|seen| (seen.device, seen))),
            Err(error) => tracing::warn!("the list of devices was not saved: {error:#}"),
        }
    }
}

/// Runs blocking work on a thread of its own.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the function that handles a panic"
)]
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .context("the work has panicked")?
}

/// One line for each device, last seen first.
fn table(devices: &[DeviceSeen]) -> String {
    let mut lines = format!(
        "{:36}  {:8}  {:12}  {:20}  WAITING\n",
        "DEVICE", "ROLE", "VERSION", "LAST SEEN (UTC)"
    );
    for seen in devices {
        let DeviceSeen {
            device,
            role,
            version,
            last_seen,
            waiting,
        } = seen;
        let version: String = version.chars().filter(|c| !c.is_control()).collect();
        let last_seen = last_seen.format("%F %T").to_string();
        lines += &format!(
            "{device:36}  {:8}  {version:12}  {last_seen:20}  {waiting}\n",
            role.as_str()
        );
    }
    lines
}
