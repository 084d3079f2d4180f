//! The commands of the window: an adapter for each command of `pages`, and those that only a desktop application
//! has.

pub mod adapters;
pub mod export_analysis;
pub mod home;
pub mod import_export;
pub mod ready_to_close;
pub mod restore;
pub mod show_in_folder;
pub mod zoom;

use pages::{Answer, CommandError, Visit};

use crate::blocking::blocking;
use crate::shell::Shell;

/// Runs a blocking command on a thread of its own, so that neither the window nor the API waits for the disk.
pub async fn work(shell: &Shell, command: impl FnOnce(&Shell) -> Answer + Send + 'static) -> Answer {
    let shell = shell.clone();
    blocking(move || command(&shell))
        .await
        .ok_or(CommandError::Broken)?
}

/// Rejects a user's request for what belongs to the helpdesk.
fn helpdesk_only(shell: &Shell) -> Result<(), CommandError> {
    let visit: &dyn Visit = shell;
    visit.helpdesk_only()
}
