//! The rules of a replica: what a command, a page of the hub or an answer does to its rows. Every storage uses them.

mod answer;
mod arrive;
mod give;
mod rebuild;
mod removal;
mod resync;
mod rows;

pub use answer::answer;
pub use arrive::arrive;
pub use give::give;
pub use resync::{begin, complete, has_lost};
pub use rows::{Early, Hub, Known, Rows};

/// The version of the program, stored with the values that it cannot read.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
