//! The real window, driven as a person would drive it.
//!
//! ```text
//! Laptop    a folder with the desk, settings and the API's file; a screen of its own (Xvfb)
//!   └─ Window    WebKitWebDriver, which started the application, which started its services
//! ```
//!
//! Whatever way a test ends, all of these end with it, each by its id. A test that fails leaves a picture of
//! its window in `target/pictures/`.

mod drive;
mod driver;
mod hands;
mod laptop;
mod processes;
mod screen;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use fantoccini::Client;

pub use drive::Found;
pub use driver::Driver;
pub use hands::Key;
pub use laptop::Laptop;
pub use processes::{Process, wait_until};
pub use screen::Screen;

/// How long anything may take to appear, on a machine that is busy with other things.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// A window of Campus Desk. Ends with its value, as if it were killed.
#[derive(Debug)]
pub struct Window {
    driver: Driver,
    page: Client,
    application: Process,
    screen: Screen,
    api_file: PathBuf,
    data: PathBuf,
}

impl Window {
    /// The page, for what has no words here.
    #[must_use]
    pub const fn page(&self) -> &Client {
        &self.page
    }

    /// The application's process.
    #[must_use]
    pub const fn application(&self) -> Process {
        self.application
    }

    /// The services that run beside the window, by name.
    #[must_use]
    pub fn services(&self) -> Vec<(String, Process)> {
        self.application
            .children()
            .into_iter()
            .filter_map(|child| Some((child.program()?, child)))
            .filter(|(name, _)| name.starts_with("campus-desk-"))
            .collect()
    }

    /// The API of this run, as `user`, `helpdesk` or `service`.
    ///
    /// # Panics
    /// If the application did not write where it is.
    #[must_use]
    pub fn api(&self, who: &str) -> wire::Client {
        let told = std::fs::read_to_string(&self.api_file).expect("the API's file");
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        let text = |key: &str| told[key].as_str().expect("a text").to_owned();
        wire::Client::new(&text("api"), &text(who)).expect("a client")
    }

    /// A picture of the whole screen, as `target/pictures/NAME.png`.
    pub fn picture(&self, name: &str) {
        self.screen.picture(name);
    }

    /// Makes the window as wide and as high as that.
    ///
    /// # Panics
    /// If it does not become so.
    pub async fn resize(&self, width: u32, height: u32) {
        self.page
            .set_window_size(width, height)
            .await
            .expect("a new size");
        self.until(
            "the window has its size",
            &format!("innerWidth === {width} && innerHeight === {height}"),
        )
        .await;
    }

    /// A picture of the upper left part of the screen, as `target/pictures/NAME.png`.
    pub fn picture_of(&self, width: u32, height: u32, name: &str) {
        self.screen.picture_of(width, height, name);
    }

    /// Kills the application at once, as a power cut would.
    ///
    /// # Panics
    /// If it is still there after the [`PATIENCE`].
    pub fn kill(self) {
        self.application.kill();
        wait_until("the application is gone", || !self.application.is_alive());
    }

    /// Asks the window to close, as its title bar would, and waits until the application has ended; how long
    /// that took.
    ///
    /// # Panics
    /// If it is still there after the [`PATIENCE`].
    #[must_use]
    pub fn close(self) -> Duration {
        let asked = Instant::now();
        self.screen.ask_to_close("Campus Desk");
        wait_until("the application has ended", || !self.application.is_alive());
        asked.elapsed()
    }
}

impl Window {
    /// What the application said last, for whoever looks for the cause of a failure.
    fn show_log(&self) {
        let logs = std::fs::read_dir(self.data.join("logs"))
            .into_iter()
            .flatten()
            .flatten();
        for log in logs {
            let text = std::fs::read_to_string(log.path()).unwrap_or_default();
            let from = text.lines().count().saturating_sub(15);
            text.lines().skip(from).for_each(|line| eprintln!("    {line}"));
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.show_log();
            let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
            self.screen.picture(&format!("failed-{name}"));
        }
        self.application.kill();
        self.driver.end();
    }
}
