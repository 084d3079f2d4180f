//! What goes on beside the commands: the page is told what changed, closes are sent when they are due, and
//! other windows ask this one to come to the front.

use std::time::Instant;

use tauri::{AppHandle, Emitter, Manager};
use tickets::TicketId;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::closing::{self, Sent};
use crate::failure::of_store;
use crate::live::{self, MOST, News};
use crate::pending::{Asked, PendingCloses};
use crate::shell::Shell;
use crate::start::Opened;
use crate::window::MAIN;

/// Gives the commands their desk, and begins all of it.
pub fn begin(app: &AppHandle, opened: Opened) {
    let Opened {
        shell,
        touched,
        to_front,
    } = opened;
    app.manage(shell.clone());
    let (reader, teller) = (shell.clone(), (shell.clone(), app.clone()));
    tauri::async_runtime::spawn(live::follow(
        shell.desk.feed(),
        touched,
        move |after, now| changed(reader.clone(), after, now),
        move |news| tell(teller.clone(), news),
    ));
    tauri::async_runtime::spawn(send_closes(shell));
    tauri::async_runtime::spawn(come_to_front(app.clone(), to_front));
}

/// Sends all closes that wait, at once: the window closes. Blocks.
pub fn send_all(shell: &Shell) {
    shell
        .closing
        .send_each(PendingCloses::take_all, |asked| send(shell, asked));
}

/// The tickets changed between two numbers of the feed, unless they are too many to name.
async fn changed(shell: Shell, after: u64, now: u64) -> Option<Vec<TicketId>> {
    let read = blocking(move || shell.desk.changes(after, MOST + 1)).await?;
    let changes = read
        .inspect_err(|error| tracing::warn!(%error, "what changed could not be read"))
        .ok()?;
    (changes.next >= now).then(|| changes.tickets.iter().map(|ticket| ticket.id).collect())
}

async fn tell((shell, app): (Shell, AppHandle), news: News) {
    let seen = news.clone();
    blocking(move || drop_closes(&shell, &seen)).await;
    if let Err(error) = app.emit_to(MAIN, "desk-changed", news) {
        tracing::warn!(%error, "the page could not be told what changed");
    }
}

/// Drops the closes of tickets to which something was added, and says so.
fn drop_closes(shell: &Shell, news: &News) {
    let changed = match news {
        News::Tickets(ids) => ids.iter().copied().collect(),
        News::Many => shell.closing.pending().tickets(),
    };
    for (ticket, why) in shell.closing.look_at(&shell.desk, changed) {
        shell.notices.kept_open(ticket, shell.number(ticket), why);
    }
}

async fn send_closes(shell: Shell) {
    loop {
        shell.closing.due().await;
        let shell = shell.clone();
        let due = |closes: &mut PendingCloses| closes.take_due(Instant::now());
        blocking(move || shell.closing.send_each(due, |asked| send(&shell, asked))).await;
    }
}

fn send(shell: &Shell, asked: &Asked) {
    let (ticket, number) = (asked.ticket, shell.number(asked.ticket));
    match closing::send(&shell.desk, asked) {
        Ok(Sent::Closed) => {}
        Ok(Sent::KeptOpen(why)) => shell.notices.kept_open(ticket, number, why),
        Ok(Sent::Refused(refusal)) => shell.notices.refused(&refusal, ticket, number),
        Err(error) => shell.notices.failed(ticket, number, &of_store(&error)),
    }
    shell.touch(ticket);
}

async fn come_to_front(app: AppHandle, mut asked: UnboundedReceiver<()>) {
    while asked.recv().await.is_some() {
        if let Some(window) = app.get_webview_window(MAIN) {
            let shown = window
                .unminimize()
                .and_then(|()| window.show())
                .and_then(|()| window.set_focus());
            if let Err(error) = shown {
                tracing::warn!(%error, "the window could not come to the front");
            }
        }
    }
}

/// Does what blocks on a thread for it; nothing if it panicked.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tauri::async_runtime::spawn_blocking(work).await.ok()
}
