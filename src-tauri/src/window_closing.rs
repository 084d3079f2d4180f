//! Closing the window: the page first saves its drafts and sends its pending closes.
//!
//! ```text
//!   close requested ──▶ event window-closing ──▶ page ──▶ ready_to_close ──▶ the window is destroyed
//!                                                  └── 2 s without an answer ──▶ the same
//! ```

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::Notify;

use crate::shell::{MAIN_WINDOW, Shell};

/// The longest that the window waits for its page.
const PAGE_TIMEOUT: Duration = Duration::from_secs(2);

/// The progress of closing the window. Idempotent: a second request to close changes nothing.
#[derive(Default)]
pub struct WindowClosing {
    begun: AtomicBool,
    done: AtomicBool,
    page_ready: Notify,
}

impl WindowClosing {
    /// The page has saved its drafts and sent its pending closes.
    pub fn page_is_ready(&self) {
        self.page_ready.notify_one();
    }

    /// Whether the window was destroyed.
    pub fn is_done(&self) -> bool {
        self.done.load(Ordering::SeqCst)
    }
}

/// Begins to close the window.
pub fn begin(app: &AppHandle) {
    if !app.state::<WindowClosing>().begun.swap(true, Ordering::SeqCst) {
        tauri::async_runtime::spawn(close(app.clone()));
    }
}

async fn close(app: AppHandle) {
    let closing = app.state::<WindowClosing>();
    let has_page = app.try_state::<Shell>().is_some() && app.get_webview_window(MAIN_WINDOW).is_some();
    if has_page && app.emit_to(MAIN_WINDOW, "window-closing", ()).is_ok() {
        let ready = tokio::time::timeout(PAGE_TIMEOUT, closing.page_ready.notified());
        if ready.await.is_err() {
            tracing::warn!("the page did not confirm that its drafts are saved");
        }
    }
    closing.done.store(true, Ordering::SeqCst);
    let destroyed = app.get_webview_window(MAIN_WINDOW).map(|window| window.destroy());
    if !matches!(destroyed, Some(Ok(()))) {
        app.exit(0);
    }
}
