//! A real browser (Chromium without a screen), operated through its WebDriver.

use std::fs;
use std::net::TcpStream;
use std::ops::Deref;
use std::process::{Child, Command, Stdio};

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::page::Page;
use crate::window::{Process, TIMEOUT, free_port, wait_until};
use crate::{Hub, target};

/// How the browser is set up.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The size of the page in pixels.
    pub size: (u32, u32),
    /// Whether the person prefers a dark theme.
    pub dark: bool,
}

impl Look {
    /// A laptop's screen.
    pub const LAPTOP: Self = Self {
        size: (1_280, 800),
        dark: false,
    };
    /// A phone.
    pub const PHONE: Self = Self {
        size: (360, 740),
        dark: false,
    };

    /// With a dark theme.
    #[must_use]
    pub const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }
}

/// A browser with a profile of its own. Dropping it ends the process and deletes the profile.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser, and opens the first page of a hub.
    ///
    /// # Panics
    /// Chromium or its driver is not installed, or the page does not open.
    pub async fn open(hub: &Hub, look: Look) -> Self {
        let (profile, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts; `cargo xtask test browser` installs it");
        wait_until("the driver listens", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        let Value::Object(capabilities) = capabilities(&profile, look) else {
            panic!("capabilities are an object")
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        let opened = tokio::time::timeout(3 * TIMEOUT, builder.connect(&address)).await;
        let client = opened
            .expect("a browser in time")
            .expect("a session with the browser");
        let browser = Self {
            page: Page::new(client),
            driver,
            _profile: profile,
        };
        browser.goes_to(hub).await;
        browser
    }

    /// Opens the first page of a hub, or loads it again.
    ///
    /// # Panics
    /// The page does not open.
    pub async fn goes_to(&self, hub: &Hub) {
        // Cookies of a hub are for HTTPS, and its certificate is for this name.
        let address = hub.address().replace("127.0.0.1", "localhost");
        self.page().goto(&address).await.expect("the page opens");
        self.first_page().await;
    }

    /// Saves a picture of the page as `target/pictures/NAME.png`.
    ///
    /// # Panics
    /// The browser makes no picture.
    pub async fn picture(&self, name: &str) {
        let folder = target().join("pictures");
        let _ = fs::create_dir_all(&folder);
        let picture = self.page().screenshot().await.expect("a picture");
        fs::write(folder.join(format!("{name}.png")), picture).expect("saved");
    }
}

impl Deref for Browser {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver's browser, and the processes of the browser.
        let mut started = Process(self.driver.id()).children();
        while let Some(process) = started.pop() {
            started.extend(process.children());
            process.kill();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Without a sandbox, because tests may run as root; without what a browser loads from its maker.
fn capabilities(profile: &TempDir, look: Look) -> Value {
    let (width, height) = look.size;
    let mut options = json!({ "args": [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        format!("--user-data-dir={}", profile.path().display()),
        format!("--window-size={width},{height}"),
        format!("--blink-settings=preferredColorScheme={}", if look.dark { 0 } else { 1 }),
    ] });
    if width < 600 {
        // A window cannot be that narrow.
        let metrics = json!({ "width": width, "height": height, "pixelRatio": 1 });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    json!({ "acceptInsecureCerts": true, "goog:chromeOptions": options })
}
