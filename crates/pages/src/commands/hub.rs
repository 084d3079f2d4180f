//! How the laptop stands with its hub.

use ui::Fragment;

use crate::{Answer, Form, Visit};

/// The line about the hub.
pub fn hub_line(visit: &dyn Visit, _: &Form) -> Answer {
    Ok(visit.hub_line().map_or_else(String::new, |line| line.html()))
}
