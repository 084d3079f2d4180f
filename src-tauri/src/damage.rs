//! Damage of the desk's file that is found while the desk is open. A notice offers its backups. An open desk cannot be
//! replaced by one of them, so Campus Desk closes, and starts again on the page of a failed start.

use std::ffi::OsString;

use pages::Visit;
use store::StoreError;
use tauri::{AppHandle, Manager};

use crate::shell::Shell;
use crate::window_closing::WindowClosing;

/// Reports damage once a read or a write finds it.
pub async fn report_when_found(shell: Shell) {
    let mut stopped = shell.opened.store.when_stopped();
    let found = stopped.wait_for(Option::is_some).await;
    let found = found.ok().and_then(|error| error.clone());
    if let Some(error @ StoreError::Damaged { .. }) = found {
        report(&shell, &error);
    }
}

/// Shows the notice that the desk is damaged.
pub fn report(shell: &Shell, error: &StoreError) {
    tracing::error!(%error, "the desk was found to be damaged");
    let saves = shell.opened.store.when_stopped().borrow().is_none();
    let keeps_drafts = !shell.managed().shared;
    let _ = shell.process.damage.set(error.clone());
    shell.session().notices.damaged_desk(saves, keeps_drafts);
    shell.refresh(None);
}

/// Starts Campus Desk again if the closed window has asked for it. This process then ends here.
pub fn restart_if_requested(app: &AppHandle) {
    if !app.state::<WindowClosing>().restarts() {
        return;
    }
    let damage = app
        .try_state::<Shell>()
        .and_then(|shell| shell.process.damage.get().cloned());
    let reason = match damage {
        Some(StoreError::Damaged { reason, .. }) => reason,
        _ => "the log has the reason".to_owned(),
    };
    let mut environment = app.env();
    environment
        .args_os
        .push(OsString::from(format!("--damaged={reason}")));
    tauri::process::restart(&environment);
}
