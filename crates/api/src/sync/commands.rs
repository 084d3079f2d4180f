//! `/sync/commands`

use axum::Json;
use axum::extract::State;
use desk::sync::{BATCH, NotAnswered};
use serde_json::Value;
use wire::sync::{Answers, SentCommands};

use crate::bounded_desk::BoundedDesk;
use crate::json_body::JsonBody;
use crate::openapi::SyncProblems;
use crate::problem::{Answer, Problem};
use crate::sync::check_protocol;
use crate::sync::laptop::Laptop;

/// Gives the desk the commands of a laptop, and answers each, in their order: accepted, refused, or later. The accepted
/// commands are durable. A refusal does not hold up the commands after it.
#[utoipa::path(post, path = "/sync/commands", operation_id = "sync_commands", 
    request_body(content = Value, description = "`wire::sync::SentCommands`; see docs/API.md"),
    responses((status = 200, description = "An answer for each command: `wire::sync::Answers`", body = Value),
        SyncProblems))]
pub async fn answer(
    laptop: Laptop,
    State(desk): State<BoundedDesk>,
    JsonBody(body): JsonBody<Value>,
) -> Answer<Json<Answers>> {
    let sent = parse(body)?;
    let answered = desk
        .batch(move |desk| desk.answer_commands(laptop.role, sent))
        .await?;
    answered.map(Json).map_err(|not_answered| match not_answered {
        NotAnswered::Reset(reset) => Problem::reset(reset),
        NotAnswered::Unidentified => Problem::bad_request("a command has no id").with_field("commands"),
    })
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
