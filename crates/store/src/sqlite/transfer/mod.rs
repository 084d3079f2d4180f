//! Moves a desk out of a file and into one.

mod rows;
mod source;
mod target;

pub use source::SqliteSource;
pub use target::SqliteTarget;
