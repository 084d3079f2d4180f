//! The first page.

use pages::Answer;
use tauri::{AppHandle, Manager};

use super::work;
use crate::shell::Shell;
use crate::start_again::{first_page, start_again};
use crate::starter::Starter;

/// The first page. After a failed start it explains the failure; asked for again, it tries to start again.
#[tauri::command]
pub async fn home(app: AppHandle) -> Answer {
    match app.try_state::<Shell>() {
        Some(shell) => {
            let file = app.state::<Starter>().desk_file();
            work(&shell, move |shell| first_page(shell, &file)).await
        }
        None => start_again(&app).await,
    }
}
