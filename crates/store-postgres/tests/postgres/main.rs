//! The contract suite on PostgreSQL, and tests with several hubs on one database.
//!
//! The server is Debian's, and listens on a socket only (see `cluster`). The tests run on Debian only:
//! what they check does not depend on the system.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test reports failures by panicking"
)]

mod cluster;
mod hubs;
mod start;

fn fresh() -> cluster::Desk {
    cluster::Desk::fresh()
}

store::contract!(crate::fresh);
