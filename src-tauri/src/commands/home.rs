//! The first page.

use pages::{Answer, Form};
use tauri::{AppHandle, Manager};
use ui::Fragment;
use ui::failure::StartFailed;

use super::work;
use crate::shell::Shell;
use crate::window;

/// The first page. After a failed start it explains the failure; asked for again, it tries to start again.
#[tauri::command]
pub async fn home(app: AppHandle) -> Answer {
    match app.try_state::<Shell>() {
        Some(shell) => {
            let file = window::desk_file(&app);
            work(&shell, move |shell| page(shell, &file)).await
        }
        None => window::start_again(&app).await,
    }
}

/// If the page fails, the failure becomes the page, with "Try again": there is no page yet that a notice could be
/// displayed beside.
pub fn page(shell: &Shell, file: &str) -> Answer {
    pages::commands::entry::home(shell, &Form::default()).or_else(|error| {
        tracing::error!(%error, "the first page could not be shown");
        Ok(StartFailed {
            failure: &error.failure(),
            file,
        }
        .html())
    })
}
