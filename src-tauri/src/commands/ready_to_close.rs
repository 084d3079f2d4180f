//! The handshake between a window that is being closed and its page.

use pages::Form;
use tauri::State;

use crate::window_closing::WindowClosing;

/// The page says that it works on its drafts and pending actions (`ready: soon`), or that all are saved and answered
/// (`ready: now`).
#[tauri::command]
pub fn ready_to_close(closing: State<'_, WindowClosing>, form: Form) -> String {
    match form.text("ready") {
        "soon" => closing.page_responds(),
        _ => closing.page_is_ready(),
    }
    String::new()
}
