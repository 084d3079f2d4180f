//! A command on which the hub fails.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use desk::Report;
use tickets::{Caller, CommandId, Description, Role, TicketId};

use super::laptop::{Laptop, Running};
use crate::test_api::test_api_with_routes;

/// A hub that fails on each batch with a certain word.
async fn fail_on_poison(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    if String::from_utf8_lossy(&body).contains("Poison") {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

fn reports(laptop: &Running, text: &str) -> CommandId {
    let (command, ticket) = (CommandId::new(), TicketId::new());
    let report = Report::new(Description::new(text).unwrap(), None);
    let reported = laptop
        .desk
        .report(&Caller::from(Role::User), command, ticket, report);
    reported.unwrap().unwrap();
    command
}

/// It takes some ten seconds without work: the hub is tried five times, after growing pauses.
#[tokio::test]
async fn a_command_on_which_the_hub_fails_again_and_again_is_named_while_others_pass() {
    let hub = test_api_with_routes(|routes| routes.layer(from_fn(fail_on_poison))).await;
    let laptop = Laptop::new();
    let mut running = laptop.start(&hub).await;
    let poison = reports(&running, "Poison in the canteen");
    reports(&running, "The lift is stuck");
    let parked = running.standing.wait_for(|standing| !standing.parked.is_empty());
    let parked = tokio::time::timeout(Duration::from_secs(120), parked).await;
    let standing = parked.expect("it is parked").expect("the loop runs").clone();
    assert_eq!((standing.parked, standing.waiting), (vec![poison], 1));
    assert_eq!(*hub.desk.feed().borrow(), 1, "the other report is there");
    running.stop().await;
}
