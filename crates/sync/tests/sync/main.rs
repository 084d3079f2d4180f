//! Laptops and a hub, in memory. The hub answers with the functions that the sync routes call.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests report failures by panicking, and use the system's clock for ids"
)]

mod checks;
mod faults;
mod histories;
mod hub;
mod laptop;
mod slice;
mod world;
