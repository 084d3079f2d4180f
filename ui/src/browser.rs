//! What only pages in a browser show.

use askama::Template;
use tickets::Role;

use crate::filters;

/// The form for the key of the helpdesk, into `#page`.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "browser/helpdesk_key.html")]
pub struct HelpdeskKey {
    /// Why the last key was not accepted; `None` before the first one.
    pub why_not: Option<WhyNot>,
}

/// Why a key was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// It is not the key.
    Wrong,
    /// Too many wrong keys came from this network.
    TooMany,
}

/// The page was made for another role than the browser has now. Into `#notices`, so that typed text stays.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "browser/role_changed.html")]
pub struct RoleChanged {
    /// The role that the browser has now.
    pub role: Role,
}
