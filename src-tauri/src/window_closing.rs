//! Closing the window: the page first saves its drafts and sends its pending closes.
//!
//! ```text
//!   close requested ──▶ event window-closing ──▶ page ──▶ ready: soon ──▶ ready: now ──▶ the window is destroyed
//!                                                  │            └── after 2 s the window is hidden, the page works on
//!                                                  └── 2 s without an answer ──▶ the window is destroyed
//! ```

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::blocking::blocking;
use crate::shell::{MAIN_WINDOW, Shell};
use crate::start::clear_shared_computer;

/// The longest that the window stays on screen, and the longest that a silent page is waited for.
const PAGE_TIMEOUT: Duration = Duration::from_secs(2);

/// The longest that a hidden window works on: an import can occupy the store's writer for some time.
const HIDDEN_TIMEOUT: Duration = Duration::from_secs(120);

/// The progress of closing the window. Idempotent: a second request to close changes nothing.
#[derive(Default)]
pub struct WindowClosing {
    begun: AtomicBool,
    done: AtomicBool,
    page_responds: AtomicBool,
    page_ready: Notify,
    requested: Notify,
    restarts: AtomicBool,
}

impl WindowClosing {
    /// The page is saving its drafts and sending its pending actions.
    pub fn page_responds(&self) {
        self.page_responds.store(true, Ordering::SeqCst);
    }

    /// The page has saved its drafts, and its pending actions were answered.
    pub fn page_is_ready(&self) {
        self.page_ready.notify_one();
    }

    async fn wait_for_page(&self, app: &AppHandle) {
        if timeout(PAGE_TIMEOUT, self.page_ready.notified()).await.is_ok() {
            return;
        }
        if self.page_responds.load(Ordering::SeqCst) {
            // Nobody has to look at a window that they closed.
            app.get_webview_window(MAIN_WINDOW).map(|window| window.hide());
            if timeout(HIDDEN_TIMEOUT, self.page_ready.notified()).await.is_ok() {
                return;
            }
        }
        tracing::warn!("the page did not confirm that its drafts are saved and its closes are sent");
    }

    /// Waits until the window begins to close. One task may wait.
    pub async fn requested(&self) {
        self.requested.notified().await;
    }

    /// Campus Desk starts again once the window is closed.
    pub fn restart_afterwards(&self) {
        self.restarts.store(true, Ordering::SeqCst);
    }

    /// Whether Campus Desk starts again.
    pub fn restarts(&self) -> bool {
        self.restarts.load(Ordering::SeqCst)
    }

    /// Whether the window was destroyed.
    pub fn is_done(&self) -> bool {
        self.done.load(Ordering::SeqCst)
    }
}

/// Begins to close the window.
pub fn begin(app: &AppHandle) {
    if !app.state::<WindowClosing>().begun.swap(true, Ordering::SeqCst) {
        app.state::<WindowClosing>().requested.notify_one();
        tauri::async_runtime::spawn(close(app.clone()));
    }
}

async fn close(app: AppHandle) {
    let closing = app.state::<WindowClosing>();
    let has_page = app.try_state::<Shell>().is_some() && app.get_webview_window(MAIN_WINDOW).is_some();
    if has_page && app.emit_to(MAIN_WINDOW, "window-closing", ()).is_ok() {
        closing.wait_for_page(&app).await;
    }
    if let Some(shell) = app.try_state::<Shell>() {
        let shell = shell.inner().clone();
        blocking(move || clear_shared_computer(&shell)).await;
    }
    closing.done.store(true, Ordering::SeqCst);
    let destroyed = app.get_webview_window(MAIN_WINDOW).map(|window| window.destroy());
    if !matches!(destroyed, Some(Ok(()))) {
        app.exit(0);
    }
}
