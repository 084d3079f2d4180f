//! The API's JSON types, and with the feature `client` its typed client, for services, replicas and tests. The crate links
//! neither axum nor the store, and without the feature no HTTP.

mod changes;
#[cfg(feature = "client")]
mod client;
mod facts;
mod health;
mod history;
mod message;
mod problem;
mod received;
mod requests;
pub mod schema;
pub mod sync;
mod ticket;

pub use changes::Changes;
#[cfg(feature = "client")]
pub use client::{Client, ClientError, Synced, http};
pub use facts::{FactRow, Facts};
pub use health::Health;
pub use history::HistoryLine;
pub use message::{Message, Messages};
pub use problem::Problem;
pub use received::Received;
pub use requests::{
    CategoryChange, FeedQuery, ListQuery, MessagesQuery, NewMessage, NewTicket, StatusChange, TicketEdit,
};
pub use ticket::{RepeatedThenClosed, Ticket, Tickets};
