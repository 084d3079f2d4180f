//! End-to-end tests, and what they share: realistic desks, the built programs, the driven window.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "dates and shares of made desks need not be exact"
)]

mod phrases;
pub mod realistic;
