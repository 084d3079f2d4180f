//! Laptops and a hub, in memory. The hub answers with the functions that the sync routes call.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests report failures by panicking"
)]

mod checks;
mod engine;
mod faults;
mod following;
mod histories;
mod hub;
mod laptop;
mod slice;
mod world;
