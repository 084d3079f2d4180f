//! The entry page, and the bar at the top of the other pages.

use askama::Template;
use tickets::Role;

use crate::filters;
use crate::hub::HubLine;

/// The entry page with the choice of the role, into `#page`.
#[derive(Debug, Template)]
#[template(path = "entry.html")]
pub struct Entry {
    /// Whether several people use this computer.
    pub shared: bool,
}

/// The bar at the top: the name of the program, and the switch to the other role. It has the attribute that turns
/// the keyboard shortcuts of single letters off.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// How the laptop stands with its hub; `None` on a desk of its own.
    pub hub: Option<HubLine>,
    /// The role of the page.
    pub role: Role,
    /// Whether the managed settings pin the role. A pinned role has no switch.
    pub pinned: bool,
    /// Whether single letters are keyboard shortcuts.
    pub letter_keys: bool,
    /// Whether several people use this computer.
    pub shared: bool,
    /// Whether the page is in a browser: there are no file dialogs, and the helpdesk can be left.
    pub in_browser: bool,
}
