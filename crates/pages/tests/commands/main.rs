//! The commands, called as the window and a browser call them: with a form, answered with HTML.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answers_read;
mod as_seen;
mod attention;
mod classification;
mod closed_reports;
mod closing;
mod dependencies;
mod documentation;
mod dom;
mod drafts;
mod edits;
mod laptop_drafts;
mod messages;
mod news;
mod presence;
mod queue;
mod remove_text;
mod reports;
mod roles;
mod test_hub;
mod visitor;
mod wrong_forms;
