//! What a ticket is, and who may do what with it.
//!
//! This crate is pure: no I/O, no clock, no async. Everything that changes goes through
//! [`decide()`]: the store calls it inside its transaction, a replica calls it to predict.
//!
//! ```text
//!            report            start             close
//!   nothing ───────▶   open   ───────▶  active  ───────▶  closed
//!                     modify, write, correct the category
//! ```

mod category;
mod classification;
mod command;
mod decide;
mod history;
mod id;
mod listing;
mod message;
mod pages;
mod refusal;
mod role;
pub mod search;
mod status;
mod stored;
mod text;
mod ticket;

pub use category::{Assignment, Category, CategoryBy, Reason, UnknownCategory};
pub use classification::{Confusions, Lesson, ModelVersion, Outcome, RightAnswers, Share, Trial};
pub use command::{Action, Base, Command, Edit};
pub use decide::{Change, decide};
pub use history::{Changed, Event, HistoryEntry};
pub use id::{CommandId, MessageId, TicketId, TicketRef};
pub use listing::{Filter, Order, Span, Term};
pub use message::Message;
pub use pages::{Counts, QueueRow, TicketPage};
pub use refusal::Refusal;
pub use role::{Caller, Role, UnknownRole};
pub use status::{Status, UnknownStatus};
pub use text::{Body, Description, Name, Place, TextError};
pub use ticket::Ticket;

/// Cuts a time to whole milliseconds, the unit in which times are stored.
#[must_use]
pub fn to_millis(time: chrono::DateTime<chrono::Utc>) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_millis(time.timestamp_millis()).unwrap_or(time)
}
