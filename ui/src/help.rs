//! The list of keyboard shortcuts.

use askama::Template;

/// The helpdesk's keys, into the dialog `#help`.
#[derive(Debug, Template)]
#[template(path = "help.html")]
pub struct Help {
    /// Whether single letters are keyboard shortcuts.
    pub letter_keys: bool,
}
