//! `devices`: lists the laptops that use a hub. `serve` writes them into a file beside the desk.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use api::{DeviceSeen, Devices};

use crate::config;

/// How often `serve` writes the file.
const INTERVAL: Duration = Duration::from_secs(30);

/// List the laptops that use a hub: device, role, version, when it was last seen, how many changes wait there
#[derive(clap::Args)]
pub struct List {
    /// The hub's settings
    #[arg(long, value_name = "FILE", required_unless_present = "data")]
    config: Option<PathBuf>,
    /// The desk's database, if the hub has no file with settings
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    data: Option<PathBuf>,
}

impl List {
    pub fn run(self) -> Result<()> {
        let data = match (self.data, self.config) {
            (Some(data), _) => data,
            (None, config) => config::read(&config.unwrap_or_default())?.data,
        };
        let devices = load(&data)?;
        let mut stdout = std::io::stdout();
        stdout
            .write_all(table(&devices).as_bytes())
            .context("writing the list")
    }
}

/// The file with the devices of a desk.
fn file(data: &Path) -> PathBuf {
    let name = data.file_stem().unwrap_or_default().to_string_lossy();
    data.with_file_name(format!("{name}-devices.json"))
}

/// The devices of a desk; none if no hub has served it yet.
pub fn load(data: &Path) -> Result<Vec<DeviceSeen>> {
    let file = file(data);
    let json = match fs::read(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.with_context(|| format!("reading the devices in {}", file.display()))?,
    };
    serde_json::from_slice(&json).with_context(|| format!("{} is not a list of devices", file.display()))
}

/// Replaces the file as a whole.
fn save(data: &Path, devices: &[DeviceSeen]) -> Result<()> {
    let file = file(data);
    let mut part = file.clone().into_os_string();
    part.push(".part");
    let mut new = File::create(&part).context("creating the list of devices")?;
    new.write_all(&serde_json::to_vec_pretty(devices)?)?;
    new.sync_all()?;
    fs::rename(&part, &file).with_context(|| format!("writing {}", file.display()))
}

/// Writes the devices of a running hub now and then, if they have changed.
pub async fn save_regularly(data: PathBuf, devices: Devices) {
    let mut saved = devices.list();
    loop {
        tokio::time::sleep(INTERVAL).await;
        let list = devices.list();
        if list != saved {
            save_or_warn(&data, &list);
            saved = list;
        }
    }
}

/// Writes the devices. The list is for information: a hub works without it.
pub fn save_or_warn(data: &Path, devices: &[DeviceSeen]) {
    if let Err(error) = save(data, devices) {
        tracing::warn!("the list of devices was not saved: {error:#}");
    }
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
