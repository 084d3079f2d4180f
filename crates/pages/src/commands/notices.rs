//! Notices that are displayed until they are dismissed.

use ui::Fragment;
use ui::notices::Notices;

use crate::{Answer, Form, Visit};

/// The held notices.
pub fn notices(visit: &dyn Visit, _: &Form) -> Answer {
    Ok(Notices {
        notices: &visit.session().notices.all(),
    }
    .html())
}

/// Dismisses a notice.
pub fn dismiss_notice(visit: &dyn Visit, form: &Form) -> Answer {
    visit.session().notices.dismiss(form.text("id"));
    Ok(String::new())
}
