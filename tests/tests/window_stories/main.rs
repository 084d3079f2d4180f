//! The stories of the real window: clicked, typed, pressed and looked at.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod analysis;
mod conflicts;
mod drafts;
mod elsewhere;
mod files;
mod helpdesk;
mod keyboard;
mod learning;
mod lists;
mod live;
mod looks;
mod odd_texts;
mod pages;
mod queue;
mod report;
mod roles;
