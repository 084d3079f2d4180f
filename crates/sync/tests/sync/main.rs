//! Laptops and a hub, in memory; the laptops also on files. The hub answers with the functions that the sync routes call, or
//! with the routes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests report failures by panicking"
)]

mod checks;
mod disk;
mod engine;
mod faults;
mod following;
mod histories;
mod hub;
mod laptop;
mod routes;
mod slice;
mod world;
