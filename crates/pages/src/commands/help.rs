//! Help.

use ui::Fragment;
use ui::help::Help;

use crate::{Answer, Form, Visit};

/// The list of keys.
pub fn help(_: &dyn Visit, _: &Form) -> Answer {
    Ok(Help.html())
}
