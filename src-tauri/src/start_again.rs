//! The first page, and starting again after a failed start.

use pages::{Answer, CommandError, Form};
use store::{MigrationProgress, StoreError};
use tauri::{AppHandle, Emitter, Manager};
use ui::Fragment;
use ui::backups::Backups;
use ui::failure::StartFailed;
use ui::updating::Updating;

use crate::background;
use crate::backups;
use crate::blocking::blocking;
use crate::shell::{MAIN_WINDOW, Shell};
use crate::start::Start;
use crate::start_error::FailedStart;
use crate::starter::{Progress, Starter};

/// The page after a failed start: the failure, or the first page if the desk could be opened now.
pub async fn start_again(app: &AppHandle) -> Answer {
    let app = app.clone();
    blocking(move || start_now(&app))
        .await
        .ok_or(CommandError::Broken)?
}

/// The page that follows from the next report of a start. Blocks.
pub fn start_now(app: &AppHandle) -> Answer {
    let starter = app.state::<Starter>();
    let _turn = starter.turn();
    if let Some(shell) = app.try_state::<Shell>() {
        return first_page(&shell, &starter.desk_file());
    }
    match next_page(app, &starter) {
        Progress::Migrating(_) => Ok(Updating.html()),
        Progress::Ended(Start::Failed(failed)) => Ok(failed_page(&starter, &failed)),
        Progress::Ended(Start::Opened(opened)) => {
            let shell = opened.shell.clone();
            background::begin(app, *opened);
            first_page(&shell, &starter.desk_file())
        }
        Progress::Ended(Start::OpenElsewhere) => {
            app.exit(0);
            Ok(String::new())
        }
    }
}

/// The next report of the start that has a page of its own. The page of a migration shows its progress until then.
fn next_page(app: &AppHandle, starter: &Starter) -> Progress {
    let mut shows_progress = false;
    let next = loop {
        match starter.progress() {
            Progress::Migrating(MigrationProgress { done, total }) if total > 0 => {
                shows_progress = true;
                // The page is gone once the window is closed.
                let _ = app.emit_to(MAIN_WINDOW, "progress", ("indexing", done, total));
            }
            next => break next,
        }
    };
    if shows_progress {
        let _ = app.emit_to(MAIN_WINDOW, "progress-done", ());
    }
    next
}

/// The page of a failed start, with the backups of the desk if one of them helps.
pub fn failed_page(starter: &Starter, failed: &FailedStart) -> String {
    if failed.needs_backup {
        backups::with_list(starter, |backups| page(failed, Some(Backups::Listed(backups))))
    } else {
        page(failed, None)
    }
}

fn page(failed: &FailedStart, backups: Option<Backups<'_>>) -> String {
    StartFailed {
        failure: &failed.failure,
        file: &failed.file.display().to_string(),
        backups,
    }
    .html()
}

/// If the page fails, the failure becomes the page, with "Try again": there is no page yet that a notice could be
/// displayed beside.
pub fn first_page(shell: &Shell, file: &str) -> Answer {
    pages::commands::entry::home(shell, &Form::default()).or_else(|error| {
        tracing::error!(%error, "the first page could not be shown");
        let damaged = matches!(error, CommandError::Store(StoreError::Damaged { .. }));
        Ok(StartFailed {
            failure: &error.failure(),
            file,
            backups: damaged.then_some(Backups::AfterRestart),
        }
        .html())
    })
}
