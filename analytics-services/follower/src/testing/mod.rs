//! For the tests of the analyses: a fake desk, a service as a real process, and random histories.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

mod fake_desk;
mod found;
mod histories;
mod rendered_panel;
mod service;

pub use fake_desk::FakeDesk;
pub use histories::{History, PlainTicket, asked_at, histories, questions};
pub use rendered_panel::RenderedPanel;
pub use service::{Answer, Service};
