//! Reads and writes the replica for the engine. It blocks.

use chrono::{DateTime, Utc};
use serde::Serialize;
use store::{Answered, Arrival, ClosedTicket, HistoryLine, HubAnswer, Replica, StoreError, Verdict, Waiting};
use tickets::{CommandId, HistoryEntry, Message, Ticket};
use uuid::Uuid;
use wire::Received;
use wire::sync::{Answer, Answers, Outcome, Page, SentCommand, SentCommands};

use crate::asks::{PushTo, Queued, Stored, Write};

/// The state of the replica.
///
/// # Errors
/// Those of the store.
pub fn load(replica: &dyn Replica) -> Result<Stored, StoreError> {
    let outbox = replica.outbox()?;
    let queued = |waiting: &Waiting| Queued {
        command: waiting.command.id,
        ticket: waiting.command.ticket,
        bytes: serde_json::to_vec(&sent(waiting.clone())).map_or(0, |json| json.len()),
    };
    Ok(Stored {
        state: replica.sync_state()?,
        outbox: outbox.iter().map(queued).collect(),
    })
}

/// Writes to the replica; returns its state after it. All times are the hub's: a laptop's clock may be wrong.
///
/// # Errors
/// Those of the store. Nothing was written.
pub fn write(replica: &dyn Replica, write: Write) -> Result<Stored, StoreError> {
    match write {
        Write::Join(role) => replica.join(role),
        Write::Begin(desk, head) => replica.begin(desk, head),
        Write::ReadAgain(desk, head) => replica.read_again(desk, head),
        Write::Page(page, confirmed) => replica.arrive(arrival(page, confirmed)),
        Write::Confirm(answered) => replica.confirm(answered),
        Write::Complete => replica.complete(),
        Write::Answers(answers) => {
            let head = Answered {
                head: answers.head,
                mark: answers.mark,
            };
            replica.answer(verdicts(&answers), head, answers.now)
        }
        Write::Forget(before) => replica.forget_sent(before),
    }?;
    load(replica)
}

/// The body of an [`Ask::Push`](crate::Ask::Push): the commands with these ids, in this order. A command that does not wait any
/// more is left out. `device` is the laptop's id, `sent_at` its clock.
///
/// # Errors
/// Those of the store.
pub fn commands_to_send(
    replica: &dyn Replica,
    to: PushTo,
    commands: &[CommandId],
    device: Uuid,
    sent_at: DateTime<Utc>,
) -> Result<SentCommands, StoreError> {
    let mut outbox = replica.outbox()?;
    outbox.retain(|waiting| commands.contains(&waiting.command.id));
    Ok(SentCommands {
        protocol: to.protocol,
        device,
        desk: to.desk,
        known: Some(to.known.head),
        known_mark: to.known.mark,
        sent_at,
        commands: outbox
            .into_iter()
            .map(|waiting| Received::Readable(sent(waiting)))
            .collect(),
    })
}

fn sent(waiting: Waiting) -> SentCommand {
    SentCommand {
        again: waiting.again,
        number: waiting.number,
        ..SentCommand::from(waiting.command)
    }
}

/// A page as the store takes it. What this version cannot read stays JSON.
fn arrival(page: Page, confirmed: Option<Answered>) -> Arrival {
    let mut unreadable = Vec::new();
    Arrival {
        tickets: readable(page.tickets, &mut unreadable)
            .map(Ticket::from)
            .collect(),
        messages: readable(page.messages, &mut unreadable)
            .map(Message::from)
            .collect(),
        history: readable(page.history, &mut unreadable).map(line).collect(),
        closed: readable(page.closed, &mut unreadable)
            .map(|closed| ClosedTicket {
                id: closed.ticket,
                number: closed.number,
                closed_at: closed.closed_at,
            })
            .collect(),
        unreadable,
        next: page.next,
        mark: page.mark,
        confirmed,
    }
}

fn readable<T: Serialize>(
    values: Vec<Received<T>>,
    unreadable: &mut Vec<String>,
) -> impl Iterator<Item = T> + use<T> {
    let mut found = Vec::with_capacity(values.len());
    for value in values {
        match value {
            Received::Readable(value) => found.push(value),
            Received::Unreadable(json) => unreadable.push(json.to_string()),
        }
    }
    found.into_iter()
}

fn line(line: wire::HistoryLine) -> HistoryLine {
    HistoryLine {
        ticket: line.ticket,
        given_at: line.given_at,
        entry: HistoryEntry::from(line),
    }
}

/// The final answers. A command that was not tried, or whose answer this version cannot read, stays in the outbox.
fn verdicts(answers: &Answers) -> Vec<HubAnswer> {
    let answers = answers.answers.iter().cloned();
    let verdict = |Answer { id, outcome }| {
        let verdict = match outcome {
            Outcome::Accepted(accepted) => Verdict::Accepted {
                ticket: Box::new(accepted.ticket.into()),
                history: accepted.history.into_iter().map(line).collect(),
                messages: accepted.messages.into_iter().map(Message::from).collect(),
            },
            Outcome::Refused(refusal) => Verdict::Refused(*refusal),
            Outcome::Later { .. } => return None,
        };
        Some(HubAnswer { command: id, verdict })
    };
    answers
        .filter_map(|answer| answer.readable().and_then(verdict))
        .collect()
}
