//! What one client was told, noted before it sends the next command: for desks that are killed meanwhile.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tickets::{CommandId, MessageId, Status, TicketId};
use wire::{Client, ClientError, NewMessage, NewTicket};

/// What one client was told, noted before it sent the next command.
#[derive(Debug, Default)]
pub struct Diary {
    /// Each acknowledged ticket, with what was acknowledged of it.
    tickets: HashMap<TicketId, Kept>,
    /// The ticket that is being worked on.
    current: Option<TicketId>,
    /// The command that got no answer; it is sent again, as it was, to the next hub.
    unanswered: Option<(CommandId, Deed)>,
    /// How many commands were acknowledged.
    acknowledged: Arc<AtomicUsize>,
}

#[derive(Debug, Default)]
struct Kept {
    messages: Vec<MessageId>,
    status: Option<Status>,
}

#[derive(Clone, Debug)]
enum Deed {
    Report,
    Write(TicketId),
    Move(TicketId, Status),
}

impl Diary {
    /// Reports, writes, starts and closes, one command after the other, until there is no answer any more.
    ///
    /// # Panics
    /// If a command that is in order is refused.
    pub async fn write_until_the_desk_dies(mut self, user: &Client, helpdesk: &Client) -> Self {
        loop {
            let (id, deed) = self
                .unanswered
                .take()
                .unwrap_or_else(|| (CommandId::new(), self.next()));
            self.unanswered = Some((id, deed.clone()));
            match self.send(user, helpdesk, id, deed).await {
                Ok(()) => {
                    self.unanswered = None;
                    self.acknowledged.fetch_add(1, Ordering::SeqCst);
                }
                Err(ClientError::Unreachable(_)) => return self,
                Err(refused) => panic!("a command in order was refused: {refused}"),
            }
        }
    }

    /// Counts the commands that were acknowledged, while they are.
    #[must_use]
    pub fn acknowledged(&self) -> Arc<AtomicUsize> {
        self.acknowledged.clone()
    }

    /// How many reports were acknowledged.
    #[must_use]
    pub fn reports(&self) -> usize {
        self.tickets.len()
    }

    /// Each ticket is reported, written under twice, taken on and closed.
    fn next(&self) -> Deed {
        let Some((id, kept)) = self.current.and_then(|id| Some((id, self.tickets.get(&id)?))) else {
            return Deed::Report;
        };
        match (kept.messages.len(), kept.status) {
            (0, _) => Deed::Write(id),
            (_, None) => Deed::Move(id, Status::Active),
            (1, _) => Deed::Write(id),
            (_, Some(Status::Active)) => Deed::Move(id, Status::Closed),
            _ => Deed::Report,
        }
    }

    async fn send(
        &mut self,
        user: &Client,
        helpdesk: &Client,
        id: CommandId,
        deed: Deed,
    ) -> Result<(), ClientError> {
        match deed {
            Deed::Report => {
                let new = NewTicket {
                    description: format!("Report {id}"),
                    ..NewTicket::default()
                };
                let ticket = user.report(id, &new).await?;
                self.tickets.insert(ticket.id, Kept::default());
                self.current = Some(ticket.id);
            }
            Deed::Write(ticket) => {
                let new = NewMessage {
                    body: format!("Message {id}"),
                    name: None,
                };
                let message = user.write(id, ticket, &new).await?;
                self.kept(ticket).messages.push(message.id);
            }
            Deed::Move(ticket, status) => {
                helpdesk.set_status(id, ticket, status).await?;
                self.kept(ticket).status = Some(status);
            }
        }
        Ok(())
    }

    fn kept(&mut self, ticket: TicketId) -> &mut Kept {
        self.tickets.get_mut(&ticket).expect("it was reported before")
    }

    /// The desk holds what is noted here and at most the one command that got no answer, each once: a ticket's
    /// version counts its commands, so one that counted twice would show.
    ///
    /// # Panics
    /// If it does not.
    pub async fn compare(&self, service: &Client) {
        let all = service
            .changes(0, 100_000, Duration::ZERO)
            .await
            .expect("the feed");
        let unanswered = usize::from(self.unanswered.is_some());
        let extra = all.tickets.len() - self.tickets.len();
        assert!(extra <= unanswered, "{extra} tickets that nobody was told of");
        let mut surplus = extra;
        for ticket in &all.tickets {
            let Some(kept) = self.tickets.get(&ticket.id) else {
                continue;
            };
            let messages: Vec<_> = all
                .messages
                .iter()
                .filter(|message| message.ticket == ticket.id)
                .collect();
            for id in &kept.messages {
                let times = messages.iter().filter(|message| message.id == *id).count();
                assert_eq!(times, 1, "message {id}");
            }
            let moves = match ticket.status {
                Status::Open => 0,
                Status::Active => 1,
                Status::Closed => 2,
            };
            assert!(
                ticket.status >= kept.status.unwrap_or(Status::Open),
                "a move was lost: {ticket:?}"
            );
            let counted = usize::try_from(ticket.version).expect("small");
            assert_eq!(
                counted,
                1 + messages.len() + moves,
                "a command counted twice: {ticket:?}"
            );
            let acknowledged = kept
                .status
                .map_or(0, |status| if status == Status::Closed { 2 } else { 1 });
            surplus += (messages.len() - kept.messages.len()) + (moves - acknowledged);
        }
        assert!(surplus <= unanswered, "{surplus} commands that nobody gave");
        let found = all
            .tickets
            .iter()
            .filter(|ticket| self.tickets.contains_key(&ticket.id))
            .count();
        assert_eq!(found, self.tickets.len(), "acknowledged tickets are missing");
    }
}
