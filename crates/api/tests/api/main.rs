//! The API as its callers meet it: a real server on a real port, over a real file. One file an address.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod access;
mod campus;
mod category;
mod changes;
mod document;
mod facts;
mod health;
mod messages;
mod nonsense;
mod status;
mod ticket;
mod tickets;
