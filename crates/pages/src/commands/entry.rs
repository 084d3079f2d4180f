//! The first page, and the choice of a role.

use tickets::Role;
use ui::Fragment;
use ui::entry::Entry;

use super::{list, report};
use crate::{Answer, Form, Visit};

/// The page of the pinned or remembered role, or the question for the role.
pub fn home(visit: &dyn Visit, _: &Form) -> Answer {
    match visit.role() {
        None => Ok(Entry.html()),
        Some(Role::User) => report::page(visit),
        Some(Role::Helpdesk) => list::page(visit),
    }
}

/// Chooses a role; answers with its page.
pub fn choose_role(visit: &dyn Visit, form: &Form) -> Answer {
    visit.choose_role(form.required("role")?);
    home(visit, form)
}
