//! A command that a person gives on a replica.

use chrono::{DateTime, Utc};
use tickets::{Command, CommandId, Refusal, TicketId, decide};

use super::bases::{by_command, without_versions};
use super::rebuild::{predicted, predicted_line, version_after};
use super::rows::Rows;
use crate::shared::base;
use crate::shared::fingerprint::{fingerprint, is_repetition};
use crate::shared::no_change;
use crate::shared::removal::{is_removable, removed_message};
use crate::{Accepted, Decision, Waiting};

/// Predicts the hub's decision. An accepted command changes the ticket and waits in the outbox.
pub fn give<R: Rows>(rows: &mut R, command: &Command, now: DateTime<Utc>) -> Result<Decision, R::Error> {
    let fingerprint = fingerprint(command);
    if let Some((ticket, known)) = earlier(rows, command.id)? {
        return repeat(rows, command.id, ticket, is_repetition(&known, &fingerprint));
    }
    let Some(mut hub) = rows.hub()? else {
        return Ok(Err(Refusal::NoSuchTicket));
    };
    let stored = rows.ticket(command.ticket)?;
    let (ticket, epoch) = stored.map_or((None, hub.epoch()), |(ticket, epoch)| (Some(ticket), epoch));
    let to_send = if epoch < hub.epoch() {
        // The person saw the ticket of a hub that has perhaps lost it since.
        without_versions(rows, command)?
    } else {
        by_command(rows, command)?
    };
    let resolved = base::resolve(&to_send, |earlier| version_after(rows, command.ticket, earlier))?;
    let change = match decide(ticket.as_ref(), &resolved, now) {
        Ok(change) => change,
        Err(refusal) => return Ok(no_change::accept(command, ticket.as_ref(), refusal)),
    };
    if let Some(message) = removed_message(command)
        && !is_removable(rows.message(command.ticket, CommandId(message.0))?.as_ref())
    {
        return Ok(Err(Refusal::NothingToChange));
    }
    hub.last_seq += 1;
    rows.set_hub(&hub)?;
    if rows.base(command.ticket)?.is_none() {
        rows.set_base(command.ticket, Some(&ticket))?;
    }
    let waiting = Waiting {
        seq: hub.last_seq,
        command: to_send.into_owned(),
        fingerprint,
        again: false,
        number: None,
        expected: None,
    };
    rows.put_waiting(&waiting)?;
    let change = predicted(change, waiting.seq);
    rows.put_ticket(&change.ticket, epoch)?;
    rows.put_line(&predicted_line(&change, &waiting.command), &fingerprint)?;
    Ok(Ok(Accepted {
        ticket: change.ticket,
        entry: Some(change.entry),
        message: change.message,
        repeated: false,
    }))
}

/// The ticket and the fingerprint of a command that was given before. A user's closed ticket is gone, but not the sent
/// command.
fn earlier<R: Rows>(rows: &R, command: CommandId) -> Result<Option<(TicketId, [u8; 16])>, R::Error> {
    if let Some(known) = rows.line(command)? {
        return Ok(Some((known.ticket, known.fingerprint)));
    }
    let waiting = match rows.waiting(command)? {
        Some(waiting) => Some(waiting),
        None => rows.sent(command)?.map(|sent| sent.waiting),
    };
    Ok(waiting.map(|waiting| (waiting.command.ticket, waiting.fingerprint)))
}

fn repeat<R: Rows>(rows: &R, command: CommandId, ticket: TicketId, same: bool) -> Result<Decision, R::Error> {
    if !same {
        return Ok(Err(Refusal::CommandReused));
    }
    let (Some((current, _)), Some(known)) = (rows.ticket(ticket)?, rows.line(command)?) else {
        // A user's ticket that was closed, or a report that was refused.
        let closed = rows.closed(ticket)?;
        return Ok(Err(closed.map_or(Refusal::NoSuchTicket, |closed| {
            Refusal::AcceptedThenClosed {
                number: closed.number,
                closed_at: closed.closed_at,
            }
        })));
    };
    Ok(Ok(Accepted {
        ticket: current,
        entry: Some(known.entry),
        message: rows.message(ticket, command)?,
        repeated: true,
    }))
}
