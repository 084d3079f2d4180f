//! The real window, operated through WebDriver as a person would operate it.
//!
//! ```text
//! Laptop    a folder with the desk, settings and the API's file; a screen of its own (Xvfb)
//!   └─ Window    WebKitWebDriver, which started the application, which started its services
//! ```
//!
//! All these processes end with the test, also if it fails; each is killed by its id. A failed test saves a picture of
//! its window in `target/pictures/`.

mod laptop;
mod processes;
mod screen;
mod webdriver;

use std::ops::Deref;
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub use crate::page::{Found, Key, Page};
pub use laptop::Laptop;
pub use processes::{Process, wait_until};
pub use screen::Screen;
pub use webdriver::Driver;
pub(crate) use webdriver::free_port;

/// The timeout for everything that a test waits for, on a busy machine.
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// A window of Campus Desk. Dropping it kills the application.
#[derive(Debug)]
pub struct Window {
    driver: Driver,
    page: Page,
    application: Process,
    screen: Screen,
    api_file: PathBuf,
    data: PathBuf,
}

impl Window {
    /// The application's process.
    #[must_use]
    pub const fn application(&self) -> Process {
        self.application
    }

    /// The running services, by program name.
    #[must_use]
    pub fn services(&self) -> Vec<(String, Process)> {
        self.application
            .children()
            .into_iter()
            .filter_map(|child| Some((child.program()?, child)))
            .filter(|(name, _)| name.starts_with("campus-desk-"))
            .collect()
    }

    /// An API client with this run's token for `user`, `helpdesk` or `service`.
    ///
    /// # Panics
    /// The application did not write its API file.
    #[must_use]
    pub fn api(&self, who: &str) -> wire::Client {
        let file = std::fs::read_to_string(&self.api_file).expect("the API's file");
        let file: serde_json::Value = serde_json::from_str(&file).expect("JSON");
        let text = |key: &str| file[key].as_str().expect("a text").to_owned();
        wire::Client::new(&text("api"), &text(who)).expect("a client")
    }

    /// Saves a picture of the whole screen as `target/pictures/NAME.png`.
    pub fn picture(&self, name: &str) {
        self.screen.picture(name);
    }

    /// Resizes the window.
    ///
    /// # Panics
    /// The page does not get that size.
    pub async fn resize(&self, width: u32, height: u32) {
        self.page()
            .set_window_size(width, height)
            .await
            .expect("a new size");
        self.until(
            "the window has its size",
            &format!("innerWidth === {width} && innerHeight === {height}"),
        )
        .await;
    }

    /// Saves a picture of the upper left part of the screen as `target/pictures/NAME.png`.
    pub fn picture_of(&self, width: u32, height: u32, name: &str) {
        self.screen.picture_of(width, height, name);
    }

    /// Kills the application, as a power cut would.
    ///
    /// # Panics
    /// It is still running after [`TIMEOUT`].
    pub fn kill(self) {
        self.application.kill();
        wait_until("the application is gone", || !self.application.is_alive());
    }

    /// Closes the window, as its title bar would, and waits until the application has ended. Returns the duration.
    ///
    /// # Panics
    /// It is still running after [`TIMEOUT`].
    #[must_use]
    pub fn close(self) -> Duration {
        let asked = Instant::now();
        self.screen.close_window("Campus Desk");
        wait_until("the application has ended", || !self.application.is_alive());
        asked.elapsed()
    }
}

impl Deref for Window {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl Window {
    /// Prints the last lines of the application's log.
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
        self.driver.kill();
    }
}
