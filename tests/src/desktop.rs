//! A desktop that shows notifications: a session bus of its own (dbus-daemon), and a service that records them.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zbus::Connection;
use zbus::OwnedVariant;
use zbus::names::BusName;

use crate::first_line;
use crate::window::TIMEOUT;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A running desktop. Dropping it kills the bus.
#[derive(Debug)]
pub struct Desktop {
    bus: Child,
    address: String,
    connection: Connection,
    shown: Arc<Mutex<Vec<Shown>>>,
    _folder: TempDir,
}

/// A notification as the desktop got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The number that the desktop gave it.
    pub id: u32,
    /// Its title.
    pub title: String,
    /// Its text, which may contain markup.
    pub text: String,
    /// The keys and the labels of its actions, by turns.
    pub actions: Vec<String>,
}

impl Desktop {
    /// Starts a bus and the service of notifications.
    ///
    /// # Panics
    /// dbus-daemon is not installed.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("bus.conf");
        std::fs::write(&config, bus_config(&folder)).expect("the bus is configured");
        let mut bus = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address"])
            .arg(format!("--config-file={}", config.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon starts; `cargo xtask test window` installs it");
        let address = first_line(bus.stdout.take().expect("a pipe")).trim().to_owned();
        let shown = Arc::default();
        let connection = serve(&address, Service(Arc::clone(&shown))).await;
        Self {
            bus,
            address,
            connection: connection.expect("the service is on the bus"),
            shown,
            _folder: folder,
        }
    }

    /// The value of `DBUS_SESSION_BUS_ADDRESS`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// All notifications so far.
    #[must_use]
    pub fn shown(&self) -> Vec<Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for the notification number `count`, and returns it.
    ///
    /// # Panics
    /// It is not there after [`TIMEOUT`].
    pub async fn sees(&self, count: usize) -> Shown {
        let began = Instant::now();
        loop {
            if let Some(notification) = self.shown().get(count - 1) {
                return notification.clone();
            }
            assert!(
                began.elapsed() < TIMEOUT,
                "no notification number {count} within {TIMEOUT:?}: {:?}",
                self.shown()
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Clicks a notification.
    ///
    /// # Panics
    /// The bus has gone.
    pub async fn click(&self, notification: &Shown) {
        let clicked = (notification.id, "default");
        let receivers = None::<BusName<'_>>;
        let sent = self
            .connection
            .emit_signal(receivers, PATH, NAME, "ActionInvoked", &clicked);
        sent.await.expect("the signal is sent");
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

/// A bus that starts no other service.
fn bus_config(folder: &TempDir) -> String {
    format!(
        "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"
          \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">
        <busconfig>
          <type>session</type>
          <listen>unix:path={}/bus</listen>
          <auth>EXTERNAL</auth>
          <policy context=\"default\">
            <allow send_destination=\"*\"/>
            <allow receive_sender=\"*\"/>
            <allow own=\"*\"/>
            <allow user=\"*\"/>
          </policy>
        </busconfig>",
        folder.path().display()
    )
}

async fn serve(address: &str, service: Service) -> zbus::Result<Connection> {
    zbus::connection::Builder::address(address)
        .serve_at(PATH, service)
        .name(NAME)
        .build()
        .await
}

/// The service that a desktop has on its bus (Desktop Notifications Specification 1.2).
struct Service(Arc<Mutex<Vec<Shown>>>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::too_many_arguments, reason = "the specification has these")]
    fn notify(
        &self,
        _app_name: String,
        _replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedVariant>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = u32::try_from(shown.len() + 1).unwrap_or(u32::MAX);
        shown.push(Shown {
            id,
            title: summary,
            text: body,
            actions,
        });
        id
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "body-markup"].map(str::to_owned).into()
    }
}
