//! The contract suite on PostgreSQL, and tests with several hubs on one database.
//!
//! The server is Debian's, and listens on a socket only (see `store_postgres::testing`).
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test reports failures by panicking"
)]

mod devices;
mod hubs;
mod lessons;
mod moves;
mod start;

fn fresh() -> store_postgres::testing::Desk {
    store_postgres::testing::Desk::fresh()
}

store::contract!(crate::fresh);
