//! What a ticket is, and who may do what with it.
//!
//! This crate is pure: no I/O, no clock, no async. [`decide()`] decides every change of a ticket: the store calls it
//! inside its transaction, and a replica calls it to predict the hub's answer.
//!
//! ```text
//!            report            start             close
//!   nothing ───────▶   open   ───────▶  active  ───────▶  closed
//!                     modify, write, correct the category
//!            └──────────────────── remove texts ────────────────────┘
//! ```

pub mod boilerplate;
mod category;
mod classification;
mod command;
mod decide;
mod history;
mod id;
mod listing;
mod message;
pub mod normal_form;
mod refusal;
mod removal;
mod reporter;
mod role;
pub mod search;
mod status;
pub mod stored;
mod text;
mod ticket;
mod views;

pub use category::{Assignment, Category, CategoryBy, Reason, UnknownCategory};
pub use classification::{Confusions, Lesson, ModelVersion, Outcome, RightAnswers, Share, Trial};
pub use command::{Action, Base, Command, Edit};
pub use decide::{Change, decide};
pub use history::{Changed, Event, HistoryEntry, PREDICTED};
pub use id::{CommandId, MessageId, TicketId, TicketRef};
pub use listing::{Filter, Order, Span, Term};
pub use message::Message;
pub use refusal::Refusal;
pub use removal::{REMOVED, TextPart};
pub use reporter::Reporter;
pub use role::{Caller, Role, UnknownRole};
pub use status::{Status, UnknownStatus};
pub use text::{Body, Contact, Description, Name, Place, TextError};
pub use ticket::Ticket;
pub use views::{Counts, LinkedTicket, QueueRow, TicketLinks, TicketPage};

/// Truncates a time to whole milliseconds, the precision of the storage.
#[must_use]
pub fn to_millis(time: chrono::DateTime<chrono::Utc>) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_millis(time.timestamp_millis()).unwrap_or(time)
}
