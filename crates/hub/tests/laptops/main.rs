//! A real hub process, and laptops that sync with it.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failed step fails the test"
)]

mod certificate;
mod keys;
#[path = "../../../../tests/src/own_certificate.rs"]
mod own_certificate;
mod running_hub;
mod sync;
