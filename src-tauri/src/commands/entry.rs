//! Entering: who are you?

use tauri::{AppHandle, Manager, State};
use tickets::Role;
use ui::Fragment;
use ui::entry::Entry;
use ui::failure::StartFailed;

use super::{Answer, list, report, work};
use crate::form::Form;
use crate::shell::Shell;
use crate::window;

/// The first page: that of the remembered or pinned role, or the question.
#[tauri::command]
pub async fn home(app: AppHandle) -> Answer {
    match app.try_state::<Shell>() {
        Some(shell) => {
            let file = window::desk_file(&app);
            work(shell, move |shell| first_page(shell, &file)).await
        }
        None => window::start_again(&app).await,
    }
}

/// There is nothing on screen yet that a notice could stand beside: a failure is the page, with "Try again".
fn first_page(shell: &Shell, file: &str) -> Answer {
    page(shell).or_else(|error| {
        tracing::error!(%error, "the first page could not be shown");
        Ok(StartFailed {
            failure: &error.failure(),
            file,
        }
        .html())
    })
}

/// Chooses a role.
#[tauri::command]
pub async fn choose_role(shell: State<'_, Shell>, form: Form) -> Answer {
    let role: Role = form.need("role")?;
    work(shell, move |shell| {
        shell.choose(role);
        page(shell)
    })
    .await
}

/// The page of whoever is there.
pub fn page(shell: &Shell) -> Answer {
    match shell.role() {
        None => Ok(Entry.html()),
        Some(Role::User) => report::page(shell),
        Some(Role::Helpdesk) => list::queue_page(shell),
    }
}
