//! Notifications of the desktop: that the helpdesk answered or closed a report of this laptop.
//!
//! What is announced, and when, is decided in `pages::news`. A desktop without notifications is not an error.

use std::time::Duration;

use notify_rust::Notification;
use pages::news::{self, News, Policy};
use pages::{CommandError, Visit};
use tauri::{AppHandle, Emitter};
use tokio::time::sleep;

use crate::blocking::blocking;
use crate::shell::{MAIN_WINDOW, Shell};
use crate::window::bring_to_front;

/// The time between two looks at the reports. An answer and the closing after it, which arrive together, are one
/// notification.
const PAUSE: Duration = Duration::from_secs(1);

/// Announces the news until the desk is closed. On a laptop that has none to announce, it ends at once.
pub async fn run(shell: Shell, app: AppHandle) {
    let policy = news::policy(&shell.managed(), shell.opened.hub.is_some());
    if policy == Policy::None {
        return;
    }
    let mut feed = shell.opened.desk.feed();
    loop {
        for news in take(&shell).await {
            if policy == Policy::Show {
                // It waits for a click, and nothing waits for it.
                tauri::async_runtime::spawn(announce(news, app.clone()));
            }
        }
        if feed.changed().await.is_err() {
            return;
        }
        sleep(PAUSE).await;
        feed.mark_unchanged();
    }
}

async fn take(shell: &Shell) -> Vec<News> {
    let shell = shell.clone();
    let taken = blocking(move || news::take(&shell)).await;
    taken.map_or_else(Vec::new, |taken| {
        taken
            .inspect_err(|error: &CommandError| {
                tracing::warn!(?error, "the news of the reports could not be read");
            })
            .unwrap_or_default()
    })
}

/// Shows a notification. A click opens the ticket.
async fn announce(news: News, app: AppHandle) {
    match show(&news).await {
        Ok(true) => {
            bring_to_front(&app);
            if let Err(error) = app.emit_to(MAIN_WINDOW, "open-ticket", news.ticket) {
                tracing::warn!(%error, "the ticket of a notification could not be opened");
            }
        }
        Ok(false) => {}
        Err(error) => tracing::debug!(%error, "the desktop shows no notifications"),
    }
}

fn notification(news: &News) -> Notification {
    let mut notification = Notification::new();
    notification
        .appname("Campus Desk")
        .summary(news.title())
        .body(&news.text());
    notification
}

/// Shows a notification, and waits until it is clicked or closed. Returns whether it was clicked.
#[cfg(all(unix, not(target_os = "macos")))]
async fn show(news: &News) -> notify_rust::error::Result<bool> {
    use notify_rust::{Hint, NotificationResponse};

    let mut notification = notification(news);
    notification
        .icon("campus-desk")
        .hint(Hint::DesktopEntry("Campus Desk".to_owned()))
        .body(&escape(&news.text()))
        .action("default", "Open");
    let handle = notification.show_async().await?;
    let mut is_clicked = false;
    handle
        .wait_for_action_async(|response: &NotificationResponse| is_clicked = response.is_default_action())
        .await;
    Ok(is_clicked)
}

/// Shows a notification. These systems report no click to a program that has no identity of its own.
#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn show(news: &News) -> notify_rust::error::Result<bool> {
    let notification = notification(news);
    match blocking(move || notification.show().map(drop)).await {
        Some(shown) => shown.map(|()| false),
        None => Ok(false),
    }
}

/// A text in the markup of notifications, which has the special characters of XML.
#[cfg(all(unix, not(target_os = "macos")))]
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_report_is_no_markup() {
        assert_eq!(escape("<b>18° & less</b>"), "&lt;b&gt;18° &amp; less&lt;/b&gt;");
    }
}
