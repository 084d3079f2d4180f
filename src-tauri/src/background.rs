//! What runs beside the commands: the page is notified of changes, another start brings the window to the front, and
//! backups are made.

use std::sync::{Mutex, PoisonError};

use desk::{Clock, SystemClock};
use pages::Visit;
use pages::live::{self, Changes};
use store::StoreError;
use store::backup::DailyBackups;
use tauri::{AppHandle, Emitter, Manager};
use tickets::TicketId;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::blocking::blocking;
use crate::damage;
use crate::notifications;
use crate::shell::{MAIN_WINDOW, Shell};
use crate::start::Opened;
use crate::window::bring_to_front;
use crate::window_closing::WindowClosing;

/// The daily backups of the open desk, until they are taken.
pub struct Backups(Mutex<Option<DailyBackups>>);

impl Backups {
    fn start(shell: &Shell) -> Self {
        let days = shell.process.settings.backup_days().value;
        let file = shell.opened.store.file().to_owned();
        let shell = shell.clone();
        let failed = move |error: &StoreError| {
            if matches!(error, StoreError::Damaged { .. }) {
                return damage::report(&shell, error);
            }
            shell.session().notices.backup_failed(&error.to_string());
            shell.refresh(None);
        };
        let backups = DailyBackups::start(file, days, || SystemClock.now(), failed);
        let backups = backups.inspect_err(|error| tracing::error!(%error, "no backups are made in this run"));
        Self(Mutex::new(backups.ok()))
    }

    /// The thread of the backups, which is stopped when it is dropped.
    pub fn take(&self) -> Option<DailyBackups> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Makes the desk available to the commands, and starts what runs beside them.
pub fn begin(app: &AppHandle, opened: Opened) {
    let Opened {
        shell,
        refreshes,
        to_front,
    } = opened;
    app.manage(shell.clone());
    app.manage(Backups::start(&shell));
    tauri::async_runtime::spawn(damage::report_when_found(shell.clone()));
    if let Some(hub) = &shell.opened.hub {
        let refreshes = shell.visit.refreshes.clone();
        // The receiver is gone once the window is closed.
        hub.start(&shell.opened.desk, move |ticket| {
            let _ = refreshes.send(ticket);
        });
    }
    let (feed, app_of_page, shell_of_feed) = (shell.opened.desk.feed(), app.clone(), shell.clone());
    tauri::async_runtime::spawn(live::follow(
        feed,
        refreshes,
        move |after, now| changed(shell_of_feed.clone(), after, now),
        move |_, changes| {
            notify_page(&app_of_page, changes);
            std::future::ready(())
        },
    ));
    tauri::async_runtime::spawn(notifications::run(shell, app.clone()));
    tauri::async_runtime::spawn(come_to_front(app.clone(), to_front));
}

/// The tickets that changed between two numbers of the feed; `None` if there are too many to name.
async fn changed(shell: Shell, after: u64, now: u64) -> Option<Vec<TicketId>> {
    blocking(move || live::changed(&shell.opened.desk, after, now)).await?
}

fn notify_page(app: &AppHandle, changes: Changes) {
    if let Err(error) = app.emit_to(MAIN_WINDOW, "desk-changed", changes) {
        tracing::warn!(%error, "the page could not be notified of a change");
    }
}

/// Handles such requests until the window begins to close: then `requests` is dropped, and the other start waits until
/// the desk is free.
async fn come_to_front(app: AppHandle, mut requests: UnboundedReceiver<()>) {
    let closing = app.state::<WindowClosing>();
    let mut close_requested = std::pin::pin!(closing.requested());
    loop {
        tokio::select! {
            request = requests.recv() => if request.is_none() { return },
            () = &mut close_requested => return,
        }
        bring_to_front(&app);
    }
}
