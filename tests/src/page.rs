//! A page, in the window or in a browser, operated through WebDriver as a person would operate it.

mod content;
mod input;

use fantoccini::Client;

pub use content::Found;
pub use input::Key;

/// The page on a screen.
#[derive(Clone, Debug)]
pub struct Page {
    page: Client,
}

impl Page {
    /// The page that this client operates.
    #[must_use]
    pub const fn new(page: Client) -> Self {
        Self { page }
    }

    /// The WebDriver client, for operations without a method here.
    #[must_use]
    pub const fn page(&self) -> &Client {
        &self.page
    }
}
