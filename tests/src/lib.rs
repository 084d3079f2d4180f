//! Helpers of the end-to-end tests: sample desks, the built programs, and the real window.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "dates and shares of sample desks need not be exact"
)]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

mod browser;
pub mod campus;
mod command_log;
mod desktop;
pub mod durability_trace;
mod first_line;
mod hub;
pub mod nginx;
mod own_certificate;
pub mod page;
#[cfg(target_os = "linux")]
pub mod postgres_pair;
mod programs;
pub mod sample_desk;
mod sample_texts;
pub mod window;

pub use browser::{Browser, Look};
pub use command_log::CommandLog;
pub use desktop::{Desktop, Shown};
pub use first_line::first_line;
pub use hub::Hub;
pub use own_certificate::OwnCertificate;
pub use programs::{binary, target};
