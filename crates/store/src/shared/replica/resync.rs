//! Reads the hub's feed from its start again, over the standing rows.

use tickets::Role;
use uuid::Uuid;

use super::rebuild::{of_hub, rebuild};
use super::rows::Rows;
use crate::{HubPosition, Waiting};

/// Begins a new epoch. All that was sent waits again: the hub may have lost it.
pub fn begin<R: Rows>(rows: &mut R, desk: Uuid, head: u64) -> Result<(), R::Error> {
    let Some(mut hub) = rows.hub()? else { return Ok(()) };
    hub.position = Some(HubPosition {
        desk,
        after: 0,
        mark: None,
        fresh: head,
        epoch: hub.epoch() + 1,
        unclosed_first: hub.role == Role::Helpdesk,
        complete: false,
    });
    rows.set_hub(&hub)?;
    rows.clear_early()?;
    rows.clear_unreadable()?;
    for sent in rows.all_sent()? {
        let id = sent.waiting.command.ticket;
        let base = of_hub(rows, id)?;
        rows.set_base(id, Some(&base))?;
        rows.remove_sent(sent.waiting.command.id)?;
        rows.put_waiting(&Waiting {
            again: true,
            ..sent.waiting
        })?;
    }
    Ok(())
}

/// Ends an epoch: deletes the tickets of earlier epochs, because the hub does not have them. Their waiting commands stay.
/// After the unclosed tickets, the epoch goes on with all.
pub fn complete<R: Rows>(rows: &mut R) -> Result<(), R::Error> {
    let Some(mut hub) = rows.hub()? else { return Ok(()) };
    let Some(position) = &mut hub.position else {
        return Ok(());
    };
    if position.complete {
        return Ok(());
    }
    if position.unclosed_first {
        (position.unclosed_first, position.after, position.mark) = (false, 0, None);
        return rows.set_hub(&hub);
    }
    position.complete = true;
    for id in rows.outdated(position.epoch)? {
        rows.remove_lines(id, 0)?;
        rows.set_base(id, Some(&None))?;
        rebuild(rows, id)?;
    }
    rows.set_hub(&hub)
}

/// Whether the hub lost an accepted command: its feed has passed the command's place without its line.
pub fn has_lost<R: Rows>(rows: &R) -> Result<bool, R::Error> {
    let position = rows.hub()?.and_then(|hub| hub.position);
    match position {
        Some(position) if position.complete => rows.has_unseen(position.after),
        _ => Ok(false),
    }
}
