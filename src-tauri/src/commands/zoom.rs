//! Zoom: Ctrl and + / - / 0.

use pages::{Answer, Form};
use tauri::{AppHandle, Manager, WebviewWindow};

use crate::window_place::RememberedPlace;

/// Makes the page larger (`to` is `in`), smaller (`out`) or of normal size (`reset`), and remembers it.
#[tauri::command]
pub async fn zoom(app: AppHandle, window: WebviewWindow, form: Form) -> Answer {
    let step = form.required("to")?;
    if let Err(error) = app.state::<RememberedPlace>().zoom(&window, step) {
        tracing::warn!(%error, "the zoom could not be changed");
    }
    Ok(String::new())
}
