//! The tests of the routes that read or write a desk, on PostgreSQL: the same files as in `api`, with another store.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed step fails the test"
)]

#[path = "api/access.rs"]
mod access;
#[path = "api/category.rs"]
mod category;
#[path = "api/changes.rs"]
mod changes;
#[path = "api/facts.rs"]
mod facts;
#[path = "api/messages.rs"]
mod messages;
#[path = "api/status.rs"]
mod status;
#[path = "api/sync/mod.rs"]
mod sync;
#[path = "api/test_api.rs"]
#[expect(dead_code, reason = "some helpers are for tests that need no desk")]
mod test_api;
#[path = "api/ticket.rs"]
mod ticket;
#[path = "api/tickets.rs"]
mod tickets;

use std::sync::Arc;

use store::Store;

fn new_store() -> Arc<dyn Store> {
    store_postgres::testing::lent_store()
}
