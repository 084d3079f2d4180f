//! `/sync/commands`

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use desk::Desk;
use desk::sync::{BATCH, NotAnswered};
use serde_json::Value;
use wire::sync::{Answers, SentCommands};

use crate::bounded_desk::BoundedDesk;
use crate::json_body::JsonBody;
use crate::openapi::SyncProblems;
use crate::problem::{Answer, Problem};
use crate::sync::laptop::Laptop;
use crate::sync::marks::Marks;
use crate::sync::{SyncState, check_protocol};

/// Gives the desk the commands of a laptop, and answers each, in their order: accepted, refused, or later. The accepted
/// commands are durable. A refusal does not hold up the commands after it.
#[utoipa::path(post, path = "/sync/commands", operation_id = "sync_commands", 
    request_body(content = Value, description = "`wire::sync::SentCommands`; see docs/API.md"),
    responses((status = 200, description = "An answer for each command: `wire::sync::Answers`", body = Value),
        SyncProblems))]
pub async fn answer(
    laptop: Laptop,
    State(desk): State<BoundedDesk>,
    State(sync): State<Arc<SyncState>>,
    JsonBody(body): JsonBody<Value>,
) -> Answer<Json<Answers>> {
    let timeline = desk.desk().timeline();
    let sent = check_known(desk.desk(), &sync.marks, parse(body)?)?;
    let answered = desk
        .batch(move |desk| desk.answer_commands(laptop.role, sent))
        .await?;
    let answers = answered.map_err(|not_answered| match not_answered {
        NotAnswered::Reset(reset) => Problem::reset(reset),
        NotAnswered::Unidentified => Problem::bad_request("a command has no id").with_field("commands"),
    })?;
    if answers.mark.is_some() {
        // The laptop names it in its next requests.
        sync.marks.note(timeline, answers.head, answers.mark);
    }
    Ok(Json(answers))
}

/// Compares the number of the feed that a laptop knows with the marks in memory. One that is not there is left to the desk, which
/// reads it.
fn check_known(desk: &Desk, marks: &Marks, mut sent: SentCommands) -> Answer<SentCommands> {
    if sent.desk == desk.generation()
        && let Some(own) = sent.known.and_then(|known| marks.known(desk.timeline(), known))
    {
        if let Some(reset) = desk.check_mark(sent.known_mark, own) {
            return Err(Problem::reset(reset));
        }
        sent.known = None;
    }
    Ok(sent)
}

/// Checks the protocol before anything else: the body of another protocol may look differently.
fn parse(body: Value) -> Answer<SentCommands> {
    let protocol = body.get("protocol").and_then(Value::as_u64);
    let protocol = protocol.and_then(|protocol| u32::try_from(protocol).ok());
    let missing = || Problem::bad_request("protocol must be a number").with_field("protocol");
    check_protocol(protocol.ok_or_else(missing)?)?;
    let sent: SentCommands =
        serde_json::from_value(body).map_err(|error| Problem::bad_request(error.to_string()))?;
    if sent.commands.len() > BATCH {
        return Err(Problem::too_many_commands(BATCH));
    }
    Ok(sent)
}

#[cfg(test)]
mod tests {
    use classifier::Classifier;
    use desk::SystemClock;
    use store::MemoryStore;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_mark_in_memory_is_not_read_from_the_desk() {
        let store = Arc::new(MemoryStore::new());
        let desk = Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock));
        let (marks, mark) = (Marks::default(), Uuid::from_u128(7));
        let sent = |desk, known_mark| SentCommands {
            protocol: 1,
            device: Uuid::nil(),
            desk,
            known: Some(9),
            known_mark: Some(known_mark),
            sent_at: "2026-03-02T09:00:00Z".parse().expect("a time"),
            commands: Vec::new(),
        };
        let known = |desk: &Desk, sent| check_known(desk, &marks, sent).map(|sent| sent.known);
        let same = || sent(desk.generation(), mark);
        assert_eq!(known(&desk, same()).ok(), Some(Some(9)), "the desk reads it");
        marks.note(desk.timeline(), 9, Some(mark));
        assert_eq!(known(&desk, same()).ok(), Some(None));
        assert!(
            known(&desk, sent(desk.generation(), Uuid::nil())).is_err(),
            "a fork"
        );
        let other_desk = sent(Uuid::nil(), Uuid::nil());
        assert_eq!(
            known(&desk, other_desk).ok(),
            Some(Some(9)),
            "the desk answers with its generation"
        );
    }
}
