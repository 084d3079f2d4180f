//! Texts that the hub removed: what a replica stores besides tickets, messages and lines, which the hub sends again.

use tickets::{CommandId, Event, Refusal, TextPart, Ticket, TicketId};

use super::rows::Rows;
use crate::shared::fingerprint::REMOVED;
use crate::{Attention, HistoryLine, Sent};

/// Removes the texts that lines of the hub removed.
pub(super) fn remove_texts<R: Rows>(
    rows: &mut R,
    lines: &[(TicketId, u64, TextPart)],
) -> Result<(), R::Error> {
    for (id, version, text) in lines {
        from_sent(rows, *id, *version, *text)?;
        from_refusals(rows, *id, *version, *text)?;
        rows.texts_removed(*id, *text)?;
    }
    Ok(())
}

/// The removals among lines of history: their tickets, versions and texts.
pub(super) fn removals(lines: &[HistoryLine]) -> Vec<(TicketId, u64, TextPart)> {
    let removal = |line: &HistoryLine| match line.entry.event {
        Event::TextRemoved { text } => Some((line.ticket, line.entry.version, text)),
        _ => None,
    };
    lines.iter().filter_map(removal).collect()
}

/// A command that the hub accepted before the removal lost its text. A later one, or one that the hub lost, did not.
fn from_sent<R: Rows>(rows: &mut R, id: TicketId, version: u64, text: TextPart) -> Result<(), R::Error> {
    for mut sent in rows.sent_of(id)? {
        let made = version_of(rows, sent.waiting.command.id)?;
        if made.is_some_and(|made| made < version) && text.remove_from_command(&mut sent.waiting.command) {
            sent.waiting.fingerprint = REMOVED;
            rows.put_sent(&sent)?;
        }
    }
    Ok(())
}

/// A refusal contains the ticket as it was. The person's own text was not accepted, and stays.
fn from_refusals<R: Rows>(rows: &mut R, id: TicketId, version: u64, text: TextPart) -> Result<(), R::Error> {
    for mut item in rows.attention_of(id)? {
        if let Some(ticket) = ticket_in(&mut item.refusal)
            && ticket.version < version
        {
            text.remove_from_ticket(ticket);
            rows.put_attention(&item)?;
        }
    }
    Ok(())
}

/// Removes the hub's texts from the refusals of a ticket that has left the replica.
pub(super) fn close_refusals<R: Rows>(rows: &mut R, id: TicketId, refusal: &Refusal) -> Result<(), R::Error> {
    for mut item in rows.attention_of(id)? {
        if ticket_in(&mut item.refusal).is_some() {
            let refusal = refusal.clone();
            rows.put_attention(&Attention { refusal, ..item })?;
        }
    }
    Ok(())
}

/// Whether this laptop had sent a command of a ticket.
pub(super) fn is_own<R: Rows>(rows: &R, id: TicketId) -> Result<bool, R::Error> {
    let sent: Vec<Sent> = rows.sent_of(id)?;
    Ok(!sent.is_empty() || !rows.outbox(id)?.is_empty())
}

fn version_of<R: Rows>(rows: &R, command: CommandId) -> Result<Option<u64>, R::Error> {
    Ok(rows.line(command)?.map(|known| known.entry.version))
}

fn ticket_in(refusal: &mut Refusal) -> Option<&mut Ticket> {
    match refusal {
        Refusal::WrongStatus { ticket, .. }
        | Refusal::ChangedMeanwhile { ticket }
        | Refusal::EditedMeanwhile { theirs: ticket, .. } => Some(ticket),
        Refusal::NoSuchTicket
        | Refusal::TicketExists
        | Refusal::HelpdeskOnly
        | Refusal::ClosedMeanwhile { .. }
        | Refusal::AcceptedThenClosed { .. }
        | Refusal::NothingToChange
        | Refusal::CommandReused => None,
    }
}
