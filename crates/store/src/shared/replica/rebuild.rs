//! Rebuilds a ticket: what the hub said of it, with the waiting commands on top.

use std::collections::HashMap;

use tickets::{Change, Command, CommandId, Role, Ticket, TicketId, decide, to_millis};

use super::rows::{LineWithMessage, Rows};
use crate::shared::base;
use crate::{HistoryLine, PREDICTED, Waiting};

/// What the hub last said of a ticket.
pub(super) fn of_hub<R: Rows>(rows: &R, id: TicketId) -> Result<Option<Ticket>, R::Error> {
    match rows.base(id)? {
        Some(base) => Ok(base),
        None => Ok(rows.ticket(id)?.map(|(ticket, _)| ticket)),
    }
}

/// Replaces the predictions of a ticket: replays its waiting commands on what the hub last said.
///
/// A command that the rules refuse now stays in the outbox, because the hub decides; the refusal is only expected.
pub(super) fn rebuild<R: Rows>(rows: &mut R, id: TicketId) -> Result<(), R::Error> {
    let hub = of_hub(rows, id)?;
    let epoch = match rows.ticket(id)? {
        Some((_, epoch)) => epoch,
        None => rows.hub()?.map_or(0, |hub| hub.epoch()),
    };
    let outbox = rows.outbox(id)?;
    rows.remove_lines(id, PREDICTED)?;
    rows.set_base(id, (!outbox.is_empty()).then_some(&hub))?;
    let mut replay = Replay {
        ticket: hub,
        versions: HashMap::new(),
        lines: Vec::new(),
    };
    for waiting in outbox {
        let expected = replay.apply(rows, id, &waiting)?;
        if expected != waiting.expected {
            rows.put_waiting(&Waiting { expected, ..waiting })?;
        }
    }
    let Some(ticket) = replay.ticket else {
        return remove(rows, id);
    };
    rows.put_ticket(&ticket, epoch)?;
    for (line, fingerprint) in &replay.lines {
        rows.put_line(line, fingerprint)?;
    }
    Ok(())
}

/// Deletes a ticket. The followers of a helpdesk's replica count tickets, and cannot notice that one is gone: the desk gets
/// a new generation, so that they start again.
fn remove<R: Rows>(rows: &mut R, id: TicketId) -> Result<(), R::Error> {
    let is_followed = rows.hub()?.is_some_and(|hub| hub.role == Role::Helpdesk);
    if is_followed && rows.ticket(id)?.is_some() {
        rows.change_generation()?;
    }
    rows.remove_ticket(id)
}

struct Replay {
    ticket: Option<Ticket>,
    /// The predicted versions so far.
    versions: HashMap<CommandId, u64>,
    lines: Vec<(LineWithMessage, [u8; 16])>,
}

impl Replay {
    /// Applies a waiting command; returns why it would be refused.
    fn apply<R: Rows>(
        &mut self,
        rows: &R,
        id: TicketId,
        waiting: &Waiting,
    ) -> Result<Option<String>, R::Error> {
        if version_after(rows, id, waiting.command.id)?.is_some() {
            // The hub had it: the ticket contains it already.
            return Ok(None);
        }
        let versions = &self.versions;
        let resolved = base::resolve(&waiting.command, |earlier| match versions.get(&earlier) {
            Some(version) => Ok(Some(*version)),
            None => version_after(rows, id, earlier),
        })?;
        let change = match decide(self.ticket.as_ref(), &resolved, waiting.command.given_at) {
            Ok(change) => predicted(change, waiting.seq),
            Err(refusal) => return Ok(Some(refusal.to_string())),
        };
        self.versions.insert(waiting.command.id, change.ticket.version);
        self.lines
            .push((predicted_line(&change, &waiting.command), waiting.fingerprint));
        self.ticket = Some(change.ticket);
        Ok(None)
    }
}

/// The version that a command made of a ticket, if the ticket has a line of it.
pub(super) fn version_after<R: Rows>(
    rows: &R,
    ticket: TicketId,
    command: CommandId,
) -> Result<Option<u64>, R::Error> {
    let known = rows.line(command)?;
    Ok(known
        .filter(|known| known.ticket == ticket)
        .map(|known| known.entry.version))
}

/// The change with the version of a prediction.
pub(super) fn predicted(mut change: Change, seq: u64) -> Change {
    let (decided, version) = (change.ticket.version, PREDICTED + seq);
    let ticket = &mut change.ticket;
    for field in [&mut ticket.description_version, &mut ticket.place_version] {
        if *field == decided {
            *field = version;
        }
    }
    ticket.version = version;
    change.entry.version = version;
    change
}

pub(super) fn predicted_line(change: &Change, command: &Command) -> LineWithMessage {
    LineWithMessage {
        line: HistoryLine {
            ticket: command.ticket,
            given_at: Some(to_millis(command.given_at)),
            entry: change.entry.clone(),
        },
        message: change.message.clone(),
    }
}
