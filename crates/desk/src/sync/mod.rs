//! The hub's side of sync, without HTTP: answers the requests of laptops. The sync routes of `api` and the tests of replicas
//! call the same functions.

mod changes;
mod commands;
mod hello;
mod model;
mod to_wire;

pub use changes::{DEFAULT_LIMIT, FAR, NotRead, scope_for};
pub use commands::NotAnswered;
pub use hello::{BATCH, BYTES, KEEP_SENT_DAYS, PROTOCOLS};
pub use to_wire::to_wire_changes;
