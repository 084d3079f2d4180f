//! What all analyses share: the facts of all tickets in columns, kept up to date by following the
//! desk's feed, and a small HTTP server in front of them.
//!
//! ```text
//!   desk's API ──/facts──▶ follow ──▶ Board { Columns, Analysis } ◀── serve ◀── guard ◀── who asks
//! ```
//!
//! An analysis implements [`Analysis`] and calls [`run()`]; that is all.

mod analysis;
mod board;
mod calendar;
pub mod chart;
mod columns;
mod follow;
mod guard;
mod problem;
mod question;
mod run;
mod search;
mod serve;
mod start;
#[cfg(feature = "testing")]
pub mod testing;

pub use analysis::{Analysis, Moment};
pub use board::{Board, Standing};
pub use calendar::{Calendar, days_later, first_of_month, moment, months_later};
pub use columns::{Columns, Fact, PlaceId, RowTooHigh};
pub use follow::follow;
pub use question::{BadQuestion, Last, Question, Test};
pub use run::run;
pub use search::Search;
