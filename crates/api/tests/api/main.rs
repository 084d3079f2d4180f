//! The API as its callers use it: a server on a TCP port with a database file. One file for each route.
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

mod access;
mod category;
mod changes;
mod facts;
mod failing_desk;
mod health;
mod limits;
mod malformed;
mod messages;
mod openapi;
mod status;
mod sync;
mod test_api;
mod ticket;
mod tickets;

use std::sync::Arc;

use store::{MemoryStore, Store};

fn new_store() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new())
}
