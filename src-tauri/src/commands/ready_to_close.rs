//! The end of the handshake between a window that is being closed and its page.

use tauri::State;

use crate::window_closing::WindowClosing;

/// The page has saved its drafts and sent its pending closes: the window can be destroyed.
#[tauri::command]
pub fn ready_to_close(closing: State<'_, WindowClosing>) -> String {
    closing.page_is_ready();
    String::new()
}
