//! Restores a backup, on the page of a failed start. There is no open desk, and so no `Shell`. An open desk that turns
//! out to be damaged is closed first.

use desk::{Clock, SystemClock};
use pages::failure::{failure, of_store};
use pages::{Answer, CommandError, Form, Visit};
use store::backup::{self, Backup, BackupError};
use tauri::{AppHandle, Manager};
use ui::Fragment;
use ui::backups::ConfirmRestore;

use super::show_in_folder;
use crate::backups;
use crate::blocking::blocking;
use crate::shell::{MAIN_WINDOW, Shell};
use crate::start_again::{failed_page, start_now};
use crate::start_error::FailedStart;
use crate::starter::Starter;
use crate::window_closing::WindowClosing;

/// Asks before a backup is restored.
#[tauri::command]
pub async fn choose_backup(app: AppHandle, form: Form) -> Answer {
    with_backup(app, form, |app, backup| {
        let starter = app.state::<Starter>();
        let backup = &backups::row(backup, &backups::clock(&starter));
        Ok(ConfirmRestore { backup }.html())
    })
    .await
}

/// Restores a backup and opens the desk.
#[tauri::command]
pub async fn restore_backup(app: AppHandle, form: Form) -> Answer {
    with_backup(app, form, restore).await
}

/// Shows the newest backup in the system's file manager.
#[tauri::command]
pub async fn show_backups(app: AppHandle) -> Answer {
    let answer = blocking(move || {
        let newest = backups::newest(&app.state::<Starter>());
        show_in_folder::show(&newest, "The backups were not changed.")
    });
    answer.await.ok_or(CommandError::Broken)?
}

/// Closes the window of a damaged desk and opens it again on the page that lists the backups.
#[tauri::command]
pub async fn restart_to_restore(app: AppHandle) -> Answer {
    app.state::<WindowClosing>().restart_afterwards();
    let window = app.get_webview_window(MAIN_WINDOW).ok_or(CommandError::Broken)?;
    window.close().map_err(|_| CommandError::Broken)?;
    Ok(String::new())
}

/// Runs `work` with the backup that the form names. If it was deleted, or the desk has been opened since, the answer is
/// the current first page.
async fn with_backup(
    app: AppHandle,
    form: Form,
    work: impl FnOnce(&AppHandle, &Backup) -> Answer + Send + 'static,
) -> Answer {
    let answer = blocking(move || {
        let backup = backups::find(&app.state::<Starter>(), form.text("backup"));
        match backup.filter(|_| app.try_state::<Shell>().is_none()) {
            Some(backup) => work(&app, &backup),
            None => start_now(&app),
        }
    });
    answer.await.ok_or(CommandError::Broken)?
}

fn restore(app: &AppHandle, chosen: &Backup) -> Answer {
    let starter = app.state::<Starter>();
    let desk = starter.folder().desk();
    let restored = match backup::restore(&desk, &chosen.file, SystemClock.now()) {
        Ok(restored) => restored,
        Err(error) => {
            tracing::error!(%error, "a backup was not restored");
            let failed = not_restored(&error, chosen);
            return Ok(failed_page(&starter, &failed));
        }
    };
    tracing::info!(file = %chosen.file.display(), "a backup was restored");
    let page = start_now(app);
    if let Some(shell) = app.try_state::<Shell>() {
        let made_at = chosen.made_at.with_timezone(&backups::clock(&starter).zone);
        let made_at = made_at.format("%-d %B %Y, %-H:%M").to_string();
        let replaced = restored.replaced.map(|file| file.display().to_string());
        shell.session().notices.restored(&made_at, replaced.as_deref());
        shell.refresh(None);
    }
    page
}

fn not_restored(error: &BackupError, chosen: &Backup) -> FailedStart {
    let failure = match error {
        BackupError::Store(
            cause @ (store::StoreError::InUse { .. }
            | store::StoreError::Full
            | store::StoreError::NoSpace { .. }
            | store::StoreError::ReadOnly { .. }),
        ) => of_store(cause),
        BackupError::NotOpened { cause, replaced } => {
            let before = replaced.as_ref().map_or_else(String::new, |file| {
                format!(" The desk before it is in {}.", file.display())
            });
            failure(
                "The backup was restored, but it cannot be opened.",
                &format!("It has taken the desk's place.{before}"),
                "Choose another backup.",
                Some(cause.to_string()),
            )
        }
        error => failure(
            "This backup could not be restored.",
            "The desk's file was not changed.",
            "Choose another backup.",
            Some(error.to_string()),
        ),
    };
    FailedStart {
        failure,
        file: chosen.file.clone(),
        needs_backup: true,
    }
}
