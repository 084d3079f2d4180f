//! For the tests of the analyses: a desk's API that does as it is told, a service as a real process, and
//! random histories.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on says so by panicking"
)]

mod drawn;
mod fake_desk;
mod found;
mod histories;
mod service;

pub use drawn::Drawn;
pub use fake_desk::FakeDesk;
pub use histories::{History, Known, asked_at, histories, questions};
pub use service::{Answer, Service};
