//! What all analyses share: the facts of all tickets in columns, updated from the desk's feed, and a small HTTP server.
//!
//! ```text
//!   desk's API ──/facts──▶ follow ──▶ SharedState { Columns, Analysis } ◀── serve ◀── guard ◀── requests
//! ```
//!
//! An analysis implements [`Analysis`] and calls [`run()`].

mod analysis;
mod calendar;
mod clock;
mod columns;
mod fact_page;
mod follow;
mod guard;
mod problem;
mod question;
mod run;
mod search;
mod serve;
mod shared_state;
mod start;
mod table;
#[cfg(feature = "testing")]
pub mod testing;

pub use analysis::{Analysis, Moment};
pub use calendar::{Calendar, days_earlier, days_later, first_of_month, moment, months_later};
pub use columns::{Columns, Fact, PlaceId, RowTooHigh};
pub use fact_page::{FactPage, Rows};
pub use follow::follow;
pub use question::{BadQuestion, FactFilter, Last, Question};
pub use run::run;
pub use search::Search;
pub use shared_state::{FeedStatus, SharedState};
pub use table::{Table, hours, local_time};
