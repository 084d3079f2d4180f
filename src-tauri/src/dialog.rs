//! The system's file dialogs, opened from Rust: the page never names a path.
//!
//! A test cannot drive a dialog of the system. A run with `--api-file` (tests use it) therefore takes the answer from
//! its environment, which only the program that started it can set.

use std::path::PathBuf;

use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

/// The path that a test chooses; empty for "cancel".
const TEST_ANSWER: &str = "CAMPUS_DESK_DIALOG_ANSWER";

#[derive(Clone, Copy, Debug)]
pub struct Dialogs {
    /// Whether a test may answer.
    pub tested: bool,
}

/// A kind of file: its name in the dialog, and its extensions.
pub type Kind = (&'static str, &'static [&'static str]);

impl Dialogs {
    /// The file to read; `None` if the dialog was cancelled. Blocks.
    pub fn open(self, app: &AppHandle, title: &str, kind: Kind) -> Option<PathBuf> {
        if let Some(answer) = self.test_answer() {
            return answer;
        }
        let dialog = app.dialog().file().set_title(title).add_filter(kind.0, kind.1);
        dialog.blocking_pick_file()?.into_path().ok()
    }

    /// The file to write; `None` if the dialog was cancelled. The dialog asks before it accepts an existing file.
    /// Blocks.
    pub fn save(self, app: &AppHandle, title: &str, name: &str, kind: Kind) -> Option<PathBuf> {
        if let Some(answer) = self.test_answer() {
            return answer;
        }
        let dialog = app
            .dialog()
            .file()
            .set_title(title)
            .set_file_name(name)
            .add_filter(kind.0, kind.1);
        dialog.blocking_save_file()?.into_path().ok()
    }

    fn test_answer(self) -> Option<Option<PathBuf>> {
        let answer = self.tested.then(|| std::env::var_os(TEST_ANSWER)).flatten()?;
        Some(Some(PathBuf::from(answer)).filter(|path| !path.as_os_str().is_empty()))
    }
}
