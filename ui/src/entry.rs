//! The first page: who are you?

use askama::Template;
use tickets::Role;

use crate::filters;

/// The two choices, into `#page`.
#[derive(Debug, Template)]
#[template(path = "entry.html")]
pub struct Entry;

/// The top of every other page: the name, and the way to the other role.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// Whose page it is.
    pub role: Role,
    /// Whether the managed settings pin the role: then there is no switch.
    pub pinned: bool,
}
