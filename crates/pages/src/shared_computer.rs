//! A computer that several people use (setting `shared`): what one of them entered is removed after ten minutes without
//! use, at the end, and after a crash at the next start.

use tickets::Role;

use crate::failure::CommandError;
use crate::visit::Visit;

/// Removes names, drafts and the list of reports, if the computer is shared.
pub fn clear_personal_data(visit: &dyn Visit) -> Result<(), CommandError> {
    if visit.managed().shared {
        for role in [Role::User, Role::Helpdesk] {
            visit.memory().set_name(role, None);
        }
        visit.session().set_last_queue(crate::Form::default());
        visit.drafts().clear()?;
    }
    Ok(())
}
