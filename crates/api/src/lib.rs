//! The JSON API over [`desk::Desk`]: parse, ask the desk, answer.
//!
//! [`router()`] is the table of contents; each route stands in the file of its address. Who may ask what is
//! in `access`, and how a refusal or an error becomes a status is in `problem`, and nowhere else.

mod access;
mod answer;
mod body;
mod category;
mod changes;
mod document;
mod facts;
mod health;
mod hosts;
mod key;
mod messages;
mod params;
mod problem;
mod router;
mod status;
mod ticket;
mod tickets;
mod tokens;
mod which;

pub use hosts::Hosts;
pub use router::router;
pub use tokens::{TokenError, Tokens};
