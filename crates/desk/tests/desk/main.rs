//! What the desk lets each role see and do, over a real file and with a clock of our own.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod clock;
mod closed;
mod commands;
mod learning;
mod lists;
mod office;
