//! `/tickets/{id}/category`: correcting the category.

use axum::Json;
use axum::extract::State;
use desk::Desk;
use tickets::{Caller, Role};
use wire::{CategoryChange, Ticket};

use crate::access::Helpdesk;
use crate::answer::give;
use crate::body::Body;
use crate::document::Writes;
use crate::key::{Key, KeyHeader};
use crate::problem::Answer;
use crate::which::{Which, WhichParam};

/// Says what kind of problem it really is, or that the classifier was right.
#[utoipa::path(put, path = "/tickets/{id}/category", operation_id = "set_category", params(WhichParam, KeyHeader),
    request_body = CategoryChange,
    responses((status = 200, description = "The ticket as it is now", body = Ticket), Writes))]
pub async fn set(
    _: Helpdesk,
    State(desk): State<Desk>,
    which: Which,
    key: Key,
    Body(change): Body<CategoryChange>,
) -> Answer<Json<Ticket>> {
    let ticket = which.id(&desk, Role::Helpdesk).await?;
    let caller = Caller::from(Role::Helpdesk);
    let accepted = give(desk, move |desk| {
        desk.correct(&caller, key.command(), ticket, change.category)
    })
    .await?;
    Ok(Json(accepted.ticket.into()))
}
