//! The hub's answers to the commands of a laptop.

use chrono::{DateTime, Utc};
use tickets::{Action, Refusal, Role, Ticket};

use super::arrive::Arrivals;
use super::rebuild::of_hub;
use super::rows::{Hub, Rows};
use crate::{Answered, Attention, HubAnswer, Sent, Verdict, Waiting};

/// Writes the hub's answers; `head` is the end of its feed after the commands.
pub fn answer<R: Rows>(
    rows: &mut R,
    answers: Vec<HubAnswer>,
    head: Answered,
    now: DateTime<Utc>,
) -> Result<(), R::Error> {
    let Some(mut hub) = rows.hub()? else { return Ok(()) };
    if let Some(position) = &mut hub.position {
        position.answered = Some(head);
    }
    rows.set_hub(&hub)?;
    let mut arrivals = Arrivals::new(hub.epoch());
    for answer in answers {
        // A repeated answer, or the feed was faster.
        let waiting = rows.waiting(answer.command)?;
        if let Some(waiting) = &waiting {
            rows.remove_waiting(answer.command)?;
            arrivals.change(waiting.command.ticket);
        }
        match answer.verdict {
            Verdict::Accepted {
                ticket,
                history,
                messages,
            } => {
                if let Some(waiting) = waiting {
                    accept(rows, waiting, ticket.number, now)?;
                }
                if !is_closed(rows, &hub, &ticket)? && !has_left(rows, &hub, &ticket, head)? {
                    arrivals.add(rows, vec![*ticket], history, messages)?;
                }
            }
            Verdict::Refused(Refusal::AcceptedThenClosed { number, .. }) => {
                if let Some(waiting) = waiting {
                    accept(rows, waiting, number, now)?;
                }
            }
            // The hub has had the command since this laptop sent it in another role.
            Verdict::Refused(Refusal::CommandReused)
                if waiting.as_ref().is_some_and(|waiting| waiting.again) =>
            {
                if let Some(waiting) = waiting {
                    let number = waiting.number;
                    accept(rows, waiting, number, now)?;
                }
            }
            Verdict::Refused(refusal) => {
                if let Some(Waiting { command, .. }) = waiting
                    && !is_done(&command.action, &refusal)
                {
                    rows.put_attention(&Attention {
                        command,
                        at: now,
                        refusal,
                    })?;
                }
            }
        }
    }
    arrivals.finish(rows)
}

/// Whether somebody else has done the same: the texts were removed. There is nothing to show to the person.
fn is_done(action: &Action, refusal: &Refusal) -> bool {
    matches!(
        (action, refusal),
        (Action::RemoveText { .. }, Refusal::NothingToChange)
    )
}

fn accept<R: Rows>(
    rows: &mut R,
    waiting: Waiting,
    number: Option<u64>,
    now: DateTime<Utc>,
) -> Result<(), R::Error> {
    rows.put_sent(&Sent {
        waiting: Waiting {
            number: number.or(waiting.number),
            expected: None,
            ..waiting
        },
        accepted_at: now,
    })
}

/// Whether a user's replica has learned that the ticket of an answer was closed after the answer.
fn is_closed<R: Rows>(rows: &R, hub: &Hub, ticket: &Ticket) -> Result<bool, R::Error> {
    let was_closed = hub.role == Role::User && rows.closed(ticket.id)?.is_some();
    Ok(was_closed && of_hub(rows, ticket.id)?.is_none())
}

/// Whether the ticket of an answer has left the replica since: the feed has passed the answer, and does not have the ticket.
fn has_left<R: Rows>(rows: &R, hub: &Hub, ticket: &Ticket, head: Answered) -> Result<bool, R::Error> {
    let passed = hub.position.is_some_and(|position| head.head <= position.after);
    Ok(passed && of_hub(rows, ticket.id)?.is_none())
}
