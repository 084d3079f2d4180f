//! The keys.

use ui::Fragment;
use ui::help::Help;

use super::Answer;

/// The list of keys.
#[tauri::command]
pub async fn help() -> Answer {
    Ok(Help.html())
}
