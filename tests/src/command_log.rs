//! A client that records every acknowledgement, and checks them against a hub that was killed and restarted.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tickets::{CommandId, MessageId, Status, TicketId};
use wire::{Client, ClientError, NewMessage, NewTicket, Received};

/// The acknowledgements that one client has received. Each is recorded before the client sends its next command.
#[derive(Debug, Default)]
pub struct CommandLog {
    /// The acknowledged tickets.
    tickets: HashMap<TicketId, AcknowledgedTicket>,
    /// The ticket that the next commands are for.
    current: Option<TicketId>,
    /// The command without an answer. It is sent unchanged to the restarted hub.
    unanswered: Option<(CommandId, Step)>,
    /// The number of acknowledged commands.
    acknowledged: Arc<AtomicUsize>,
}

#[derive(Debug, Default)]
struct AcknowledgedTicket {
    messages: Vec<MessageId>,
    status: Option<Status>,
}

#[derive(Clone, Debug)]
enum Step {
    Report,
    Write(TicketId),
    Move(TicketId, Status),
}

impl CommandLog {
    /// Reports, writes, starts and closes, one command after the other, until the hub is unreachable.
    ///
    /// # Panics
    /// A valid command is refused.
    pub async fn send_until_unreachable(mut self, user: &Client, helpdesk: &Client) -> Self {
        loop {
            let (id, step) = self
                .unanswered
                .take()
                .unwrap_or_else(|| (CommandId::new(), self.next()));
            self.unanswered = Some((id, step.clone()));
            match self.send(user, helpdesk, id, step).await {
                Ok(()) => {
                    self.unanswered = None;
                    self.acknowledged.fetch_add(1, Ordering::SeqCst);
                }
                Err(ClientError::Unreachable(_)) => return self,
                Err(refused) => panic!("a valid command was refused: {refused}"),
            }
        }
    }

    /// The number of acknowledged commands, updated while commands are sent.
    #[must_use]
    pub fn acknowledged(&self) -> Arc<AtomicUsize> {
        self.acknowledged.clone()
    }

    /// The number of acknowledged reports.
    #[must_use]
    pub fn reports(&self) -> usize {
        self.tickets.len()
    }

    /// The next command: each ticket gets a report, two messages, a start and a close.
    fn next(&self) -> Step {
        let Some((id, ticket)) = self.current.and_then(|id| Some((id, self.tickets.get(&id)?))) else {
            return Step::Report;
        };
        match (ticket.messages.len(), ticket.status) {
            (0, _) => Step::Write(id),
            (_, None) => Step::Move(id, Status::Active),
            (1, _) => Step::Write(id),
            (_, Some(Status::Active)) => Step::Move(id, Status::Closed),
            _ => Step::Report,
        }
    }

    async fn send(
        &mut self,
        user: &Client,
        helpdesk: &Client,
        id: CommandId,
        step: Step,
    ) -> Result<(), ClientError> {
        match step {
            Step::Report => {
                let new = NewTicket {
                    description: format!("Report {id}"),
                    ..NewTicket::default()
                };
                let ticket = user.report(id, &new).await?;
                self.tickets.insert(ticket.id, AcknowledgedTicket::default());
                self.current = Some(ticket.id);
            }
            Step::Write(ticket) => {
                let new = NewMessage {
                    body: format!("Message {id}"),
                    name: None,
                };
                let message = user.write(id, ticket, &new).await?;
                self.acknowledged_ticket(ticket).messages.push(message.id);
            }
            Step::Move(ticket, status) => {
                helpdesk.set_status(id, ticket, status).await?;
                self.acknowledged_ticket(ticket).status = Some(status);
            }
        }
        Ok(())
    }

    fn acknowledged_ticket(&mut self, ticket: TicketId) -> &mut AcknowledgedTicket {
        self.tickets.get_mut(&ticket).expect("it was reported before")
    }

    /// Asserts that the desk holds each acknowledged command exactly once, and at most the unanswered command besides.
    /// A ticket's version counts its commands, so a command that was applied twice is detected.
    ///
    /// # Panics
    /// A command is missing, was applied twice, or was never sent.
    pub async fn assert_matches(&self, service: &Client) {
        let all = service
            .changes(0, 100_000, Duration::ZERO)
            .await
            .expect("the feed");
        let (tickets, feed_messages) = (readable(all.tickets), readable(all.messages));
        let unanswered = usize::from(self.unanswered.is_some());
        let extra = tickets.len() - self.tickets.len();
        assert!(
            extra <= unanswered,
            "{extra} tickets that were never acknowledged"
        );
        let mut surplus = extra;
        for ticket in &tickets {
            let Some(acknowledged) = self.tickets.get(&ticket.id) else {
                continue;
            };
            let messages: Vec<_> = feed_messages
                .iter()
                .filter(|message| message.ticket == ticket.id)
                .collect();
            for id in &acknowledged.messages {
                let times = messages.iter().filter(|message| message.id == *id).count();
                assert_eq!(times, 1, "message {id}");
            }
            let moves = match ticket.status {
                Status::Open => 0,
                Status::Active => 1,
                Status::Closed => 2,
            };
            assert!(
                ticket.status >= acknowledged.status.unwrap_or(Status::Open),
                "a move was lost: {ticket:?}"
            );
            let counted = usize::try_from(ticket.version).expect("small");
            assert_eq!(
                counted,
                1 + messages.len() + moves,
                "a command counted twice: {ticket:?}"
            );
            let acknowledged_moves = acknowledged
                .status
                .map_or(0, |status| if status == Status::Closed { 2 } else { 1 });
            surplus += (messages.len() - acknowledged.messages.len()) + (moves - acknowledged_moves);
        }
        assert!(surplus <= unanswered, "{surplus} commands that were never sent");
        let found = tickets
            .iter()
            .filter(|ticket| self.tickets.contains_key(&ticket.id))
            .count();
        assert_eq!(found, self.tickets.len(), "acknowledged tickets are missing");
    }
}

fn readable<T>(received: Vec<Received<T>>) -> Vec<T> {
    let values = received.into_iter().map(Received::readable);
    values
        .map(|value| value.expect("a value of this version"))
        .collect()
}
