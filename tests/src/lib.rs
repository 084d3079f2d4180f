//! End-to-end tests, and what they share: realistic desks, the built programs, the driven window.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "dates and shares of made desks need not be exact"
)]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod built;
mod diary;
mod first_line;
mod hub;
mod phrases;
pub mod realistic;
pub mod syscalls;
pub mod window;

pub use built::{binary, target};
pub use diary::Diary;
pub use first_line::first_line;
pub use hub::Hub;
