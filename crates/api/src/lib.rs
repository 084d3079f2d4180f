//! The JSON API over [`desk::Desk`]: parse the request, call the desk, answer.
//!
//! [`router()`] is the table of contents; each route is in the file that is named like its path. `access` decides who may
//! do what. `problem` is the only place that maps refusals and errors to HTTP statuses.

mod access;
mod blocking;
mod bounded_desk;
mod category;
mod changes;
mod current_tokens;
mod desk_calls;
mod facts;
mod feed;
mod health;
mod hosts;
mod idempotency_key;
mod json_body;
mod messages;
mod openapi;
mod problem;
mod query_params;
mod refused_tokens;
mod router;
mod serve;
mod state;
mod status;
mod sync;
mod ticket;
mod ticket_ref;
mod tickets;
mod tls;
mod tokens;

pub use bounded_desk::Concurrency;
pub use current_tokens::CurrentTokens;
pub use hosts::{Hosts, with_host_check};
pub use router::{Options, router, router_with};
pub use serve::{Limits, serve, serve_tls};
pub use sync::{DeviceSeen, Devices, Stopping};
pub use tls::{Certificate, CertificateError};
pub use tokens::{TokenError, Tokens};
