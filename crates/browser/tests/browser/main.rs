//! The pages of a hub, asked for as browsers do: with headers, cookies and forms.
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

mod assets;
mod events;
mod guards;
mod helpdesk;
mod limits;
mod own_reports;
mod site;
