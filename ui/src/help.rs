//! The list of keyboard shortcuts.

use askama::Template;

/// The helpdesk's keys, into the dialog `#help`.
#[derive(Debug, Template)]
#[template(path = "help.html")]
pub struct Help;
