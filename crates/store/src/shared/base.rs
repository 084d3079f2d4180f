//! Resolves the base of a command to a version.

use std::borrow::Cow;

use tickets::{Action, Base, Command, CommandId};

/// The command with its bases resolved to versions. `version_after` returns the version that an accepted command made
/// of this command's ticket. The base of any other command stays unresolved, which `decide` treats as a conflict.
///
/// # Errors
/// The error of `version_after`.
pub fn resolve<E>(
    command: &Command,
    version_after: impl Fn(CommandId) -> Result<Option<u64>, E>,
) -> Result<Cow<'_, Command>, E> {
    let find = |base: Option<Base>| match base {
        Some(Base::Command(earlier)) => version_after(earlier),
        Some(Base::Version(_)) | None => Ok(None),
    };
    let edit_base = match &command.action {
        Action::Modify { edit, .. } => Some(edit.base),
        _ => None,
    };
    let mut resolved = Cow::Borrowed(command);
    if let Some(version) = find(edit_base)?
        && let Action::Modify { edit, .. } = &mut resolved.to_mut().action
    {
        edit.base = Base::Version(version);
    }
    if let Some(version) = find(command.only_at)? {
        resolved.to_mut().only_at = Some(Base::Version(version));
    }
    Ok(resolved)
}
