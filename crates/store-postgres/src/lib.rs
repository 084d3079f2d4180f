//! Stores a desk in PostgreSQL, for any number of hubs on one database.
//!
//! ```text
//!   callers ──commands──▶ writer task ──one transaction a group──▶ ┐
//!   callers ◀──pages────── pool of readers ◀───────────────────────┤ PostgreSQL ◀──▶ other hubs
//!   followers ◀──number─── announcer ◀── writer, and a poll ◀──────┘
//! ```
//!
//! A hub holds no state: whatever it acknowledged is committed. `store::shared` has the rules that all storages share, and
//! `store::contract` the suite that this store passes.

mod address;
mod connect;
mod decode;
mod devices;
mod encode;
mod failure;
mod feed;
mod follow;
mod hosts;
mod lessons;
mod lexemes;
mod lists;
mod migrate;
mod postgres_store;
mod runtime;
mod select;
mod session;
mod snapshot;
mod terms;
#[cfg(all(feature = "testing", target_os = "linux"))]
pub mod testing;
mod thread;
mod transfer;
mod unclosed_feed;
mod writer;

pub use address::Address;
pub use devices::SeenDevice;
pub use migrate::Migration;
pub use postgres_store::PostgresStore;
pub use transfer::{PostgresSource, PostgresTarget};
