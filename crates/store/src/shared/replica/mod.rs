//! The rules of a replica: what a command, a page of the hub or an answer does to its rows. Every storage uses them.

mod answer;
mod arrive;
mod bases;
mod give;
mod rebuild;
mod removal;
mod resync;
mod rows;
mod unreadable;

pub use answer::answer;
pub use arrive::{arrive, confirm};
pub use give::give;
pub use resync::{begin, complete, read_again};
pub use rows::{Hub, LineWithMessage, Rows, StoredLine};

/// Why nothing is imported into a replica: its rows are the hub's, which would not get what is imported here.
pub const NO_IMPORT: &str = "this computer shares the tickets of a hub: import them there";

/// The version of the program, stored with the values that it cannot read.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
