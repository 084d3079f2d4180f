//! What each role may see and do: a desk over a real SQLite file, with a clock that the test sets.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod clock;
mod closed;
mod commands;
mod following;
mod laptops;
mod learning;
mod lists;
mod poison;
mod retention;
mod test_desk;
mod unlearning;
