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

mod connect;
mod decode;
mod encode;
mod failure;
mod feed;
mod follow;
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
mod thread;
mod unclosed_feed;
mod writer;

pub use migrate::Migration;
pub use postgres_store::PostgresStore;
