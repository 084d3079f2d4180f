//! The window itself: how soon it shows its first list, and how much memory it takes.

use std::path::Path;

use anyhow::Result;

use crate::sample::Row;

/// From the start of the process until the first list is on the screen.
pub fn first_list(_folder: &Path) -> Result<Row> {
    anyhow::bail!("to be measured with the window's harness")
}

/// The memory of the shell's own process with the queue on screen.
pub fn memory(_folder: &Path) -> Result<Row> {
    anyhow::bail!("to be measured with the window's harness")
}
