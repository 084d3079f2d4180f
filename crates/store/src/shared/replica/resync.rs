//! Reads the hub's feed from its start again, over the standing rows.

use tickets::{Refusal, Role, TicketId};
use uuid::Uuid;

use super::bases::forget_versions;
use super::rebuild::{of_hub, rebuild};
use super::removal::{close_refusals, is_own};
use super::rows::Rows;
use crate::{Answered, ClosedTicket, HubPosition, Waiting};

/// Begins a new epoch. All that was sent waits again: the hub may have lost it, and the states that commands are based on.
pub fn begin<R: Rows>(rows: &mut R, desk: Uuid, head: Answered) -> Result<(), R::Error> {
    let answered = Some(head).filter(|head| head.head > 0);
    start(rows, desk, head.head, answered)?;
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
    forget_versions(rows)
}

/// Begins a new epoch with a hub that has lost nothing.
pub fn read_again<R: Rows>(rows: &mut R, desk: Uuid, head: u64) -> Result<(), R::Error> {
    let position = rows.hub()?.and_then(|hub| hub.position);
    start(rows, desk, head, position.map(|position| position.known()))
}

fn start<R: Rows>(rows: &mut R, desk: Uuid, head: u64, answered: Option<Answered>) -> Result<(), R::Error> {
    let Some(mut hub) = rows.hub()? else { return Ok(()) };
    hub.position = Some(HubPosition {
        desk,
        after: 0,
        mark: None,
        answered,
        fresh: head,
        epoch: hub.epoch() + 1,
        unclosed_first: hub.role == Role::Helpdesk,
        complete: false,
    });
    rows.set_hub(&hub)?;
    rows.clear_early()?;
    rows.clear_unreadable()
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
        // The reading begins again at 0, but the hub must still have what was read.
        position.answered = Some(position.known());
        (position.unclosed_first, position.after, position.mark) = (false, 0, None);
        return rows.set_hub(&hub);
    }
    position.complete = true;
    for id in rows.outdated(position.epoch)? {
        if hub.role == Role::User {
            leave(rows, id)?;
        }
        rows.remove_lines(id, 0)?;
        rows.set_base(id, Some(&None))?;
        rebuild(rows, id)?;
    }
    rows.set_hub(&hub)
}

/// What a ticket leaves behind that was probably closed while this laptop did not listen: a first sync names no closed tickets.
fn leave<R: Rows>(rows: &mut R, id: TicketId) -> Result<(), R::Error> {
    let closed = of_hub(rows, id)?.and_then(|ticket| ClosedTicket::of(&ticket));
    if let Some(closed) = &closed
        && is_own(rows, id)?
    {
        rows.put_closed(closed)?;
    }
    let refusal = closed.map_or(Refusal::NoSuchTicket, |closed| Refusal::ClosedMeanwhile {
        number: closed.number,
        closed_at: closed.closed_at,
    });
    close_refusals(rows, id, &refusal)
}
