//! WebKitWebDriver: starts the application and operates its window.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::{Page, Process, Screen, TIMEOUT, wait_until};

/// A running WebKitWebDriver. Dropping it kills the process.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts a driver on a screen. The application inherits the driver's environment.
    ///
    /// # Panics
    /// WebKitWebDriver is not installed.
    #[must_use]
    pub fn start(screen: &Screen, environment: &[(String, String)]) -> Self {
        let port = free_port();
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("DISPLAY", screen.display())
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            // Do not wait for an accessibility bus.
            .env("NO_AT_BRIDGE", "1")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // The application's messages are in its log.
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver starts; `cargo xtask test window` installs it");
        Self { process, port }
    }

    /// Starts the application. Returns a client of its page, and its process.
    ///
    /// # Panics
    /// No window opens within three times [`TIMEOUT`].
    pub async fn open(&self, program: &Path, arguments: &[String]) -> (Page, Process) {
        let capabilities = json!({ "webkitgtk:browserOptions": { "binary": program, "args": arguments } });
        let opened = tokio::time::timeout(3 * TIMEOUT, self.connect(capabilities));
        let page = opened.await.expect("a window opens in time");
        let name = program.file_name().and_then(|name| name.to_str());
        let application = Process(self.process.id())
            .children()
            .into_iter()
            .find(|child| child.program().as_deref() == name)
            .expect("the application runs");
        (Page::new(page), application)
    }

    async fn connect(&self, capabilities: serde_json::Value) -> Client {
        let serde_json::Value::Object(capabilities) = capabilities else {
            panic!("capabilities are an object")
        };
        let address = format!("http://127.0.0.1:{}", self.port);
        wait_until("the driver listens", || {
            TcpStream::connect(("127.0.0.1", self.port)).is_ok()
        });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder
            .capabilities(capabilities)
            .connect(&address)
            .await
            .expect("a session with the window")
    }

    /// Kills the driver and the processes that it started.
    pub fn kill(&mut self) {
        for child in Process(self.process.id()).children() {
            child.kill();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A free port. The driver cannot choose one by itself.
pub fn free_port() -> u16 {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
    socket.local_addr().expect("an address").port()
}
