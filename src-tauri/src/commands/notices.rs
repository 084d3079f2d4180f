//! What must be read until someone takes note: a close that was held back, a refusal; and the close that waits.

use tauri::State;
use ui::Fragment;
use ui::notices::{ClosingNow, Notices};

use super::{Answer, work};
use crate::form::Form;
use crate::shell::Shell;

/// The notices that are held.
#[tauri::command]
pub async fn notices(shell: State<'_, Shell>) -> Answer {
    work(shell, |shell| {
        Ok(Notices {
            notices: &shell.notices.held(),
            closing: closing_now(shell),
        }
        .html())
    })
    .await
}

/// The close that was asked for last, if one waits.
fn closing_now(shell: &Shell) -> Option<ClosingNow> {
    let (last, waiting) = {
        let pending = shell.closing.pending();
        (pending.last()?, pending.tickets().len())
    };
    Some(ClosingNow {
        ticket: last,
        number: shell.number(last),
        others: waiting.saturating_sub(1),
    })
}

/// Someone took note of one.
#[tauri::command]
pub async fn dismiss_notice(shell: State<'_, Shell>, form: Form) -> Answer {
    shell.notices.dismiss(form.text("id"));
    Ok(String::new())
}
