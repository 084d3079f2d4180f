//! The first page, and the choice of a role.

use tickets::Role;
use ui::Fragment;
use ui::entry::Entry;

use super::{list, report};
use crate::{Answer, Form, Visit, shared_computer};

/// The page of the pinned or remembered role, or the question for the role.
pub fn home(visit: &dyn Visit, _: &Form) -> Answer {
    match visit.role() {
        None => Ok(Entry {
            shared: visit.managed().shared,
        }
        .html()),
        Some(Role::User) => report::page(visit),
        Some(Role::Helpdesk) => list::page(visit),
    }
}

/// Removes what the person before has entered on a shared computer. The page loads itself again.
pub fn clear_personal_data(visit: &dyn Visit, _: &Form) -> Answer {
    shared_computer::clear_personal_data(visit)?;
    Ok(String::new())
}

/// Chooses a role; answers with its page.
pub fn choose_role(visit: &dyn Visit, form: &Form) -> Answer {
    visit.choose_role(form.required("role")?);
    home(visit, form)
}
