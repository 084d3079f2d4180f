//! Answers the commands of a laptop.
//!
//! ```text
//!   received ──▶ readable? ──▶ classified by the hub ──▶ one batch in the store ──▶ answers, in the same order
//!                   │                                        │ an error: once more
//!                   └────────── later ◀──────────────────────┘
//! ```
//!
//! A command that is not tried (`later`) holds back the later commands of its ticket only. A refusal holds back nothing.

use std::collections::HashSet;

use serde_json::Value;
use store::{Decision, StoreError};
use tickets::{Action, Command, CommandId, Refusal, Role, Status, TicketId};
use wire::Received;
use wire::sync::{Accepted, Answer, Answers, Outcome, Reset, ResetReason, SentCommand, SentCommands};

use super::to_wire;
use crate::Desk;
use crate::commands::hide_closed_from_users;

/// Why the commands of a laptop are not answered.
#[derive(Clone, Debug, PartialEq)]
pub enum NotAnswered {
    /// The laptop has a replica of another desk. It must read the feed first.
    Reset(Reset),
    /// A command has no id, so that it cannot be answered.
    Unidentified,
}

/// A received command on its way to its answer.
enum Step {
    /// The store decides the command. The flag is [`SentCommand::again`].
    Decide(Box<Command>, bool),
    Later(CommandId, &'static str),
}

/// The decision on a command, or why it was not tried.
type Tried = Result<Decision, &'static str>;

impl Desk {
    /// Answers the commands of a laptop whose key has `role`, in their order. The accepted commands are durable.
    ///
    /// # Errors
    /// [`StoreError::Gone`] if the desk is being closed; the laptop repeats the request. Another error of the store makes
    /// the answer of its command [`Outcome::Later`].
    pub fn answer_commands(
        &self,
        role: Role,
        sent: SentCommands,
    ) -> Result<Result<Answers, NotAnswered>, StoreError> {
        if sent.desk != self.generation() {
            return Ok(Err(NotAnswered::Reset(self.reset(ResetReason::Generation))));
        }
        if let Some(known) = sent.known
            && let Some(reset) = self.check_number(known, sent.known_mark)?
        {
            return Ok(Err(NotAnswered::Reset(reset)));
        }
        let mut held_back = HashSet::new();
        let steps = sent
            .commands
            .into_iter()
            .map(|received| self.step(role, received, &mut held_back));
        let Some(steps) = steps.collect::<Option<Vec<_>>>() else {
            return Ok(Err(NotAnswered::Unidentified));
        };
        let commands = steps.iter().filter_map(|step| match step {
            Step::Decide(command, _) => Some((**command).clone()),
            Step::Later(..) => None,
        });
        let commands: Vec<_> = commands.collect();
        let removes = |command: &Command| matches!(command.action, Action::RemoveText { .. });
        let tried = if commands.iter().any(removes) {
            // What the hub learned from these texts is forgotten too.
            self.unlearning(|| self.try_all(commands))?
        } else {
            self.try_all(commands)?
        };
        let mut tried = tried.into_iter();
        let answers = steps.into_iter().map(|step| match step {
            Step::Later(id, why) => Answer {
                id,
                outcome: later(why),
            },
            Step::Decide(command, again) => Answer {
                id: command.id,
                outcome: match tried.next() {
                    Some(Ok(decision)) => self.outcome(&command, again, decision),
                    Some(Err(why)) => later(why),
                    None => later("not-tried"),
                },
            },
        });
        let answers = answers.map(Received::Readable).collect();
        let head = *self.feed().borrow();
        Ok(Ok(Answers {
            desk: self.generation(),
            head,
            mark: self.mark_at(head).unwrap_or_else(|error| {
                // The commands are durable: they are answered in any case.
                tracing::warn!(%error, "the mark of an answer could not be read");
                None
            }),
            now: self.now(),
            answers,
        }))
    }

    /// The command as the hub decides it: in the role of the laptop's key, classified by the hub's model. `None`: it has no id.
    fn step(
        &self,
        role: Role,
        received: Received<SentCommand>,
        held_back: &mut HashSet<TicketId>,
    ) -> Option<Step> {
        let sent = match received {
            Received::Readable(sent) => sent,
            Received::Unreadable(json) => {
                held_back.extend(id_in(&json, "ticket").map(TicketId));
                return Some(Step::Later(CommandId(id_in(&json, "id")?), "not-understood"));
            }
        };
        let (id, ticket, again) = (sent.id, sent.ticket, sent.again);
        if held_back.contains(&ticket) {
            return Some(Step::Later(id, "waits-for-an-earlier-command"));
        }
        let Ok(mut command) = sent.into_command(role) else {
            held_back.insert(ticket);
            return Some(Step::Later(id, "no-base"));
        };
        self.classify_again(&mut command);
        Some(Step::Decide(Box::new(command), again))
    }

    fn classify_again(&self, command: &mut Command) {
        match &mut command.action {
            Action::Report {
                description,
                assignment,
                ..
            } => *assignment = self.classify(description.as_str()),
            Action::Modify { edit, assignment } => {
                let text = edit.description.as_ref();
                *assignment = text.map(|text| self.classify(text.as_str()));
            }
            Action::Write { .. }
            | Action::Start
            | Action::Close
            | Action::Correct { .. }
            | Action::RemoveText { .. } => {}
        }
    }

    /// Applies commands as one batch. A command with an error of its own, or behind one, is tried once more by itself, so that
    /// one command that the store cannot apply does not hold up the others.
    fn try_all(&self, commands: Vec<Command>) -> Result<Vec<Tried>, StoreError> {
        let now = self.now();
        let decided = match self.store.apply_all(commands.clone(), now) {
            Ok(decided) => decided,
            Err(error) => commands.iter().map(|_| Err(error.clone())).collect(),
        };
        let mut held_back = HashSet::new();
        let once_more = |(command, decided): (Command, Result<Decision, StoreError>)| {
            let ticket = command.ticket;
            if held_back.contains(&ticket) {
                return Ok(Err("waits-for-an-earlier-command"));
            }
            let decided = match decided {
                Err(StoreError::Gone) | Ok(_) => decided,
                Err(_) => self.store.apply(command, now),
            };
            match decided {
                Ok(decision) => Ok(Ok(decision)),
                Err(StoreError::Gone) => Err(StoreError::Gone),
                Err(error) => {
                    tracing::error!(%error, "a command of a laptop was not applied");
                    held_back.insert(ticket);
                    let full = matches!(error, StoreError::Full);
                    Ok(Err(if full { "disk-full" } else { "failed" }))
                }
            }
        };
        commands.into_iter().zip(decided).map(once_more).collect()
    }

    fn outcome(&self, command: &Command, again: bool, decision: Decision) -> Outcome {
        let visible = decision.and_then(|accepted| hide_closed_from_users(command.role, accepted));
        match visible {
            Ok(mut accepted) => {
                if command.role == Role::User
                    && let Some(entry) = &mut accepted.entry
                {
                    entry.remove_contact();
                }
                if matches!(command.action, Action::Correct { .. }) && !accepted.repeated {
                    self.live_classifier.corrections.notify();
                }
                to_wire::accepted(accepted, command.given_at).into()
            }
            Err(refusal) => match moot(command, again, &refusal) {
                Some(accepted) => accepted.into(),
                None => cut(command.role, refusal).into(),
            },
        }
    }
}

fn later(why: &str) -> Outcome {
    Outcome::Later { why: why.to_owned() }
}

/// The id in a field of a command that cannot be parsed.
fn id_in(json: &Value, field: &str) -> Option<uuid::Uuid> {
    json.get(field)?.as_str()?.parse().ok()
}

/// The answer to a command that is sent again after a restore, if the ticket has the state that the command asks for:
/// somebody else has done the same since then. There is nothing to show to the person.
fn moot(command: &Command, again: bool, refusal: &Refusal) -> Option<Accepted> {
    let Refusal::WrongStatus { ticket, is, .. } = refusal else {
        return None;
    };
    let done = match command.action {
        Action::Start => *is != Status::Open,
        Action::Close => *is == Status::Closed,
        Action::Correct { category } => ticket.category == category,
        _ => false,
    };
    (again && done).then(|| Accepted {
        ticket: (**ticket).clone().into(),
        history: Vec::new(),
        messages: Vec::new(),
        repeated: true,
    })
}

/// The refusal without what the role may not see: a user sees of a closed ticket its number and closing date only.
fn cut(role: Role, refusal: Refusal) -> Refusal {
    let ticket = match &refusal {
        Refusal::WrongStatus { ticket, .. }
        | Refusal::ChangedMeanwhile { ticket }
        | Refusal::EditedMeanwhile { theirs: ticket, .. } => ticket,
        _ => return refusal,
    };
    match (role, ticket.closed_at) {
        (Role::User, Some(closed_at)) => Refusal::ClosedMeanwhile {
            number: ticket.number,
            closed_at,
        },
        _ => refusal,
    }
}
