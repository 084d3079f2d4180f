//! Applies a group of batches inside one transaction.
//!
//! ```text
//!   lock the desk ─▶ load what the commands need ─▶ decide in Rust, in order ─▶ write each table once ─▶ save the numbers
//! ```
//!
//! A command that removes texts changes older rows, so it is loaded, decided and written on its own.

use chrono::{DateTime, Utc};
use store::Decisions;
use tickets::{Action, Command};

use super::changes::Changes;
use super::decide::Decider;
use super::head::Head;
use super::known::Known;
use super::{removal, words, write};
use crate::failure::Result;
use crate::session::Session;

/// Commands that one caller gave together.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub commands: Vec<Command>,
    pub now: DateTime<Utc>,
}

/// Applies the batches, inside a transaction that the caller begins and commits. Returns the decisions of each batch, and the
/// feed's last number.
pub(super) async fn apply(
    session: &Session,
    batches: &[&Batch],
    place: &str,
) -> Result<(Vec<Decisions>, u64)> {
    let mut head = Head::lock(session).await?;
    let before = head.clone();
    let mut decided = Vec::new();
    let all: Vec<(&Command, DateTime<Utc>)> = batches
        .iter()
        .flat_map(|batch| batch.commands.iter().map(|command| (command, batch.now)))
        .collect();
    for run in all.chunk_by(|(before, _), (after, _)| !removes(before) && !removes(after)) {
        decided.extend(apply_run(session, &mut head, run, place).await?);
    }
    // A repeated command may have been committed without the standby, by a connection that was lost while it waited for it. Its
    // answer, too, waits until the standby has everything.
    let repeats = decided
        .iter()
        .any(|decided| matches!(decided, Ok(Ok(answer)) if answer.repeated));
    if head != before || repeats {
        head.save(session).await?;
    }
    let mut decided = decided.into_iter();
    let of_batch = |batch: &&Batch| decided.by_ref().take(batch.commands.len()).collect();
    Ok((batches.iter().map(of_batch).collect(), head.feed))
}

fn removes(command: &Command) -> bool {
    matches!(command.action, Action::RemoveText { .. })
}

/// Applies commands of which none removes texts, or one that does.
async fn apply_run(
    session: &Session,
    head: &mut Head,
    run: &[(&Command, DateTime<Utc>)],
    place: &str,
) -> Result<Decisions> {
    let commands: Vec<&Command> = run.iter().map(|(command, _)| *command).collect();
    let mut decider = Decider {
        known: Known::load(session, &commands).await?,
        head,
        changes: Changes::default(),
        removal: None,
        place,
    };
    let decided = run
        .iter()
        .map(|(command, now)| decider.decide(command, *now))
        .collect();
    let Decider {
        changes,
        removal,
        head,
        ..
    } = decider;
    if !changes.tickets.is_empty() {
        write::tickets(session, &changes).await?;
        if let Some((before, text)) = removal {
            removal::remove(session, &before, text, head.feed).await?;
        }
        write::details(session, &changes).await?;
        words::index(session, &changes).await?;
    }
    Ok(decided)
}
