//! The sync routes: laptops send their commands, and follow the feed.
//!
//! ```text
//!   GET  /sync/hello     ── desk.hello
//!   POST /sync/commands  ── desk.answer_commands, 64 batches at once
//!   GET  /sync/changes   ── wait (no thread, no connection of the store) ── one shared page for all laptops at a position
//!   POST /sync/presence  ── open_tickets: in memory, for seconds, for the helpdesk only
//!   GET  /sync/model     ── desk.model_layer, compressed once, cacheable
//! ```

mod body;
pub mod changes;
pub mod commands;
mod devices;
mod first_syncs;
pub mod hello;
mod laptop;
mod marks;
pub mod model;
mod open_tickets;
mod pace;
mod pages;
pub mod presence;
mod stop;
mod wait;

use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use desk::sync::PROTOCOLS;

pub use devices::{DeviceSeen, Devices};
pub use stop::Stopping;

use crate::problem::{Answer, Problem};

/// What the sync routes share.
pub struct SyncState {
    pub devices: Devices,
    pages: pages::Pages,
    marks: marks::Marks,
    first_syncs: first_syncs::FirstSyncs,
    pace: pace::Pace,
    last_model: model::LastModel,
    open_tickets: open_tickets::OpenTickets,
    stopping: Stopping,
}

impl SyncState {
    pub fn new(devices: Devices, stopping: Stopping, first_syncs: usize) -> Self {
        Self {
            devices,
            pages: pages::Pages::default(),
            marks: marks::Marks::default(),
            first_syncs: first_syncs::FirstSyncs::new(first_syncs),
            pace: pace::Pace::default(),
            last_model: model::LastModel::default(),
            open_tickets: open_tickets::OpenTickets::default(),
            stopping,
        }
    }
}

/// Forbids caches to store an answer, also one with an error: a cached 409 would reset a laptop again and again. A handler
/// whose answer may be cached has said so.
pub async fn forbid_caching(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let caching = headers.entry(CACHE_CONTROL);
    caching.or_insert(HeaderValue::from_static("no-store"));
    response
}

fn check_protocol(protocol: u32) -> Answer<()> {
    if PROTOCOLS.contains(protocol) {
        return Ok(());
    }
    Err(Problem::other_protocol(PROTOCOLS))
}
