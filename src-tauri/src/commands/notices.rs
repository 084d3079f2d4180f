//! What must be read until someone takes note: a close that was held back, a refusal.

use tauri::State;
use ui::Fragment;
use ui::notices::Notices;

use super::Answer;
use crate::form::Form;
use crate::shell::Shell;

/// The notices that are held.
#[tauri::command]
pub async fn notices(shell: State<'_, Shell>) -> Answer {
    Ok(Notices {
        notices: &shell.notices.held(),
    }
    .html())
}

/// Someone took note of one.
#[tauri::command]
pub async fn dismiss_notice(shell: State<'_, Shell>, form: Form) -> Answer {
    shell.notices.dismiss(form.text("id"));
    Ok(String::new())
}
