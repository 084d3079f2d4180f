//! What arrives from the hub: tickets, lines of history, and the tickets that the role may not see any more.

use std::collections::{BTreeSet, HashMap};

use tickets::{Message, MessageId, Refusal, Role, TextPart, Ticket, TicketId};

use super::rebuild::{of_hub, rebuild};
use super::removal::{close_refusals, is_own, removals, remove_texts};
use super::rows::{LineWithMessage, Rows};
use super::unreadable::ids;
use crate::shared::fingerprint::IMPORTED;
use crate::{Answered, Arrival, ClosedTicket, HistoryLine, HubPosition, PREDICTED, Sent, Waiting};

/// Writes a page of the hub's feed and the position after it.
pub fn arrive<R: Rows>(rows: &mut R, page: Arrival) -> Result<(), R::Error> {
    let Some(mut hub) = rows.hub()? else { return Ok(()) };
    let Some(position) = hub.position else {
        return Ok(());
    };
    let mut arrivals = Arrivals::new(position.epoch);
    arrivals.add(rows, page.tickets, page.history, page.messages)?;
    for json in &page.unreadable {
        rows.put_unreadable(&ids(json))?;
    }
    // A helpdesk's replica that reads unclosed tickets first reads the closed ones after them.
    for closed in page.closed.iter().filter(|_| hub.role == Role::User) {
        arrivals.close(rows, closed)?;
    }
    arrivals.finish(rows)?;
    hub.position = Some(HubPosition {
        after: page.next,
        mark: page.mark,
        answered: unconfirmed(position.answered, page.confirmed, page.next),
        ..position
    });
    rows.set_hub(&hub)
}

/// The hub still has what it answered: forgets it if the feed has passed it.
pub fn confirm<R: Rows>(rows: &mut R, confirmed: Answered) -> Result<(), R::Error> {
    let Some(mut hub) = rows.hub()? else { return Ok(()) };
    if let Some(position) = &mut hub.position {
        position.answered = unconfirmed(position.answered, Some(confirmed), position.after);
    }
    rows.set_hub(&hub)
}

/// What the hub has still to confirm. A position that has not passed it does not include it.
fn unconfirmed(answered: Option<Answered>, confirmed: Option<Answered>, after: u64) -> Option<Answered> {
    answered.filter(|answered| confirmed != Some(*answered) || after < answered.head)
}

/// What arrives in one transaction.
pub(super) struct Arrivals {
    epoch: u64,
    /// The tickets whose predictions are replaced at the end.
    changed: BTreeSet<TicketId>,
    /// The removals among the early lines whose tickets have arrived now.
    late_removals: Vec<(TicketId, u64, TextPart)>,
}

impl Arrivals {
    pub(super) fn new(epoch: u64) -> Self {
        Self {
            epoch,
            changed: BTreeSet::new(),
            late_removals: Vec::new(),
        }
    }

    /// The ticket's predictions are replaced at the end.
    pub(super) fn change(&mut self, id: TicketId) {
        self.changed.insert(id);
    }

    /// Writes tickets, and lines with their messages. Tickets come first: lines belong to them.
    pub(super) fn add<R: Rows>(
        &mut self,
        rows: &mut R,
        tickets: Vec<Ticket>,
        history: Vec<HistoryLine>,
        messages: Vec<Message>,
    ) -> Result<(), R::Error> {
        for ticket in tickets {
            self.ticket(rows, &ticket)?;
        }
        let mut removals = removals(&history);
        removals.append(&mut self.late_removals);
        let mut messages: HashMap<MessageId, Message> = messages
            .into_iter()
            .map(|message| (message.id, message))
            .collect();
        for line in history {
            let message = messages.remove(&MessageId(line.entry.command.0));
            self.line(rows, LineWithMessage { line, message })?;
        }
        // A message whose text was removed arrives again without its line.
        for message in messages.into_values() {
            self.message(rows, message)?;
        }
        remove_texts(rows, &removals)
    }

    /// Replaces the predictions of the tickets that changed.
    pub(super) fn finish<R: Rows>(self, rows: &mut R) -> Result<(), R::Error> {
        for id in self.changed {
            rebuild(rows, id)?;
        }
        Ok(())
    }

    fn ticket<R: Rows>(&mut self, rows: &mut R, ticket: &Ticket) -> Result<(), R::Error> {
        let known = of_hub(rows, ticket.id)?;
        let epoch = rows.ticket(ticket.id)?.map(|(_, epoch)| epoch);
        let is_current = known.is_some() && epoch == Some(self.epoch);
        if is_current && known.is_some_and(|known| known.version > ticket.version || known == *ticket) {
            return Ok(());
        }
        // The lines of another epoch may be those of another desk.
        rows.remove_lines(ticket.id, if is_current { PREDICTED } else { 0 })?;
        if rows.base(ticket.id)?.is_some() {
            rows.set_base(ticket.id, Some(&Some(ticket.clone())))?;
            self.change(ticket.id);
        }
        rows.put_ticket(ticket, self.epoch)?;
        for early in rows.take_early(ticket.id, ticket.version)? {
            self.accept(rows, &early)?;
            // When the line arrived, the lines before it were not known yet.
            self.late_removals
                .extend(removals(std::slice::from_ref(&early.line)));
        }
        Ok(())
    }

    /// Writes a line, or stores it until its ticket arrives in its version.
    fn line<R: Rows>(&mut self, rows: &mut R, early: LineWithMessage) -> Result<(), R::Error> {
        let id = early.line.ticket;
        let epoch = rows.ticket(id)?.map(|(_, epoch)| epoch);
        let known = of_hub(rows, id)?.filter(|_| epoch == Some(self.epoch));
        if known.is_none_or(|known| known.version < early.line.entry.version) {
            return rows.put_early(&early);
        }
        self.accept(rows, &early)
    }

    /// Writes a message whose line arrived before it.
    fn message<R: Rows>(&mut self, rows: &mut R, message: Message) -> Result<(), R::Error> {
        let is_its_line = |early: &LineWithMessage| early.line.entry.command.0 == message.id.0;
        let early = rows.take_early(message.ticket, u64::MAX)?;
        for mut early in early {
            if is_its_line(&early) {
                early.message = Some(message.clone());
            }
            rows.put_early(&early)?;
        }
        rows.put_message(&message)
    }

    fn accept<R: Rows>(&mut self, rows: &mut R, early: &LineWithMessage) -> Result<(), R::Error> {
        let (id, command) = (early.line.ticket, early.line.entry.command);
        if let Some(waiting) = rows.waiting(command)? {
            let number = rows.ticket(id)?.and_then(|(ticket, _)| ticket.number);
            rows.remove_waiting(command)?;
            rows.put_sent(&Sent {
                accepted_at: early.line.entry.at,
                waiting: Waiting { number, ..waiting },
            })?;
        }
        if rows.base(id)?.is_some() {
            // A predicted line of the same command makes room.
            rows.remove_lines(id, PREDICTED)?;
            self.change(id);
        }
        let own = rows.sent(command)?.map(|sent| sent.waiting.fingerprint);
        rows.put_line(early, &own.unwrap_or(IMPORTED))
    }

    /// Deletes a ticket that the role may not see any more.
    fn close<R: Rows>(&mut self, rows: &mut R, closed: &ClosedTicket) -> Result<(), R::Error> {
        let id = closed.id;
        if is_own(rows, id)? {
            rows.put_closed(closed)?;
        }
        let refusal = Refusal::ClosedMeanwhile {
            number: closed.number,
            closed_at: closed.closed_at,
        };
        close_refusals(rows, id, &refusal)?;
        rows.remove_unreadable(id)?;
        rows.take_early(id, u64::MAX)?;
        rows.set_base(id, Some(&None))?;
        self.change(id);
        rows.remove_ticket(id)
    }
}
