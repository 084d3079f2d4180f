//! The state that a command is based on, as an earlier command instead of a version.
//!
//! A version is only a version of one desk: a hub that was put back to an older copy gives the same version to another command. A
//! command that the hub does not have is no such state, so that what is based on it conflicts.

use std::borrow::Cow;

use tickets::{Action, Base, Command, CommandId, Edit, TicketId};
use uuid::Uuid;

use super::rebuild::of_hub;
use super::rows::Rows;
use crate::{PREDICTED, Waiting};

/// A command that no desk has.
const UNKNOWN: CommandId = CommandId(Uuid::nil());

/// The command with the versions that it is based on replaced by the commands that made them. A version stays if its line has not
/// arrived. A prediction that no longer exists (its command was refused) becomes a command that no hub has.
pub(super) fn by_command<'c, R: Rows>(rows: &R, command: &'c Command) -> Result<Cow<'c, Command>, R::Error> {
    replace_versions(rows, command, None)
}

/// The same of a command on a state that the hub has perhaps lost: no version stays. One whose line has not arrived becomes a
/// command that no hub has.
pub(super) fn without_versions<'c, R: Rows>(
    rows: &R,
    command: &'c Command,
) -> Result<Cow<'c, Command>, R::Error> {
    replace_versions(rows, command, Some(UNKNOWN))
}

/// The hub has perhaps lost the states that the waiting commands were given on.
pub(super) fn forget_versions<R: Rows>(rows: &mut R) -> Result<(), R::Error> {
    for waiting in rows.all_waiting()? {
        if let Cow::Owned(command) = without_versions(rows, &waiting.command)? {
            rows.put_waiting(&Waiting {
                command,
                again: true,
                ..waiting
            })?;
        }
    }
    Ok(())
}

fn replace_versions<'c, R: Rows>(
    rows: &R,
    command: &'c Command,
    unknown: Option<CommandId>,
) -> Result<Cow<'c, Command>, R::Error> {
    let by_command = |version: u64| -> Result<Base, R::Error> {
        let maker = match version.checked_sub(PREDICTED) {
            Some(seq) => rows.command_at(seq)?.or(Some(UNKNOWN)),
            None => rows.command_of(command.ticket, version)?.or(unknown),
        };
        Ok(maker.map_or(Base::Version(version), Base::Command))
    };
    let mut replaced = Cow::Borrowed(command);
    if let Action::Modify { edit, .. } = &command.action
        && let Some(version) = edit.base.version()
    {
        let base = by_command(seen(rows, command.ticket, edit, version)?)?;
        if base != edit.base
            && let Action::Modify { edit, .. } = &mut replaced.to_mut().action
        {
            edit.base = base;
        }
    }
    if let Some(version) = command.only_at.and_then(Base::version) {
        let base = by_command(version)?;
        if command.only_at != Some(base) {
            replaced.to_mut().only_at = Some(base);
        }
    }
    Ok(replaced)
}

/// The version that made the texts which an edit replaces, as its writer saw them. The versions after it, up to the one that the
/// writer saw, changed something else. A hub that lost these still has the texts. And they may be this laptop's own commands that
/// wait: the hub may accept another edit before them, which the writer did not see.
fn seen<R: Rows>(rows: &R, id: TicketId, edit: &Edit, version: u64) -> Result<u64, R::Error> {
    let ticket = if version < PREDICTED {
        of_hub(rows, id)?
    } else {
        let shown = rows.ticket(id)?.map(|(ticket, _)| ticket);
        shown.filter(|ticket| [ticket.version, ticket.texts_version()].contains(&version))
    };
    let Some(ticket) = ticket else {
        return Ok(version);
    };
    let description = edit.description.as_ref().map(|_| ticket.description_version);
    let place = edit.place.as_ref().map(|_| ticket.place_version);
    Ok(description.max(place).map_or(version, |texts| texts.min(version)))
}
