//! User stories in the real window, with mouse and keyboard.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod accessibility;
mod analysis;
mod campus;
mod closed_reports;
mod conflicts;
mod damage;
mod drafts;
mod files;
mod helpdesk;
mod keyboard;
mod layout;
mod learning;
mod lists;
mod live;
mod notifications;
mod odd_texts;
mod other_clients;
mod own_pages;
mod pages;
mod queue;
mod removal;
mod report;
mod restore;
mod roles;
mod settings;
mod shared_computer;
mod ticket_pane;
mod views;
