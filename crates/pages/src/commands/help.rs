//! Help, and the switch for the keys of single letters.

use ui::Fragment;
use ui::help::Help;

use crate::{Answer, Form, Visit};

/// The list of keys.
pub fn help(visit: &dyn Visit, _: &Form) -> Answer {
    let letter_keys = visit.memory().letter_keys();
    Ok(Help { letter_keys }.html())
}

/// Turns the keys of single letters on (`letter_keys` is `on`) or off, and remembers it. The page has done so already.
pub fn choose_keys(visit: &dyn Visit, form: &Form) -> Answer {
    visit.memory().set_letter_keys(form.text("letter_keys") == "on");
    Ok(String::new())
}
