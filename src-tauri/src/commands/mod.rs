//! The commands of the window. Each is a sentence: read the form, do it, show it.

mod again;
pub mod analysis;
pub mod classification;
pub mod drafts;
pub mod edit;
pub mod entry;
pub mod figures;
pub mod files;
pub mod help;
pub mod list;
pub mod message;
pub mod notices;
pub mod report;
pub mod status;
pub mod ticket;

use tickets::{Refusal, Role};
use ui::Fragment;
use ui::notices::Refused;

use crate::failure::CommandError;
use crate::shell::Shell;

/// What a command answers: a fragment; or a fragment that says what went wrong, for `#notices`.
pub type Answer = Result<String, CommandError>;

/// Does what blocks (the disk, mostly) off the main thread and off the async one, so that neither the window
/// nor the API waits for it.
pub async fn work(
    shell: tauri::State<'_, Shell>,
    work: impl FnOnce(&Shell) -> Answer + Send + 'static,
) -> Answer {
    let shell = shell.inner().clone();
    tauri::async_runtime::spawn_blocking(move || work(&shell))
        .await
        .map_err(|_| CommandError::Broken)?
}

/// What is the helpdesk's is not answered on a user's laptop, whatever its page asks.
///
/// # Errors
/// [`CommandError::HelpdeskOnly`].
pub fn helpdesk_only(shell: &Shell) -> Result<(), CommandError> {
    match shell.role_or_user() {
        Role::Helpdesk => Ok(()),
        Role::User => Err(CommandError::HelpdeskOnly),
    }
}

/// What is said of a refusal that no page of its own explains. Goes beside whatever else is answered.
pub fn refused(refusal: &Refusal) -> String {
    Refused::new(refusal).html()
}
