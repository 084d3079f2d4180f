//! The API's JSON types and its typed client. No axum, no store: services, replicas and tests use this.

mod client;
mod facts;

pub use client::{Client, ClientError};
pub use facts::{FactRow, Facts};
