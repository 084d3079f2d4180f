//! Which file? The system's dialogs, asked from Rust: the page never names a path.
//!
//! A dialog of the system cannot be driven by a test. So a run that tells its API to a file anyway (only
//! tests ask for that) takes the answer from the environment, where nobody but its starter can put it.

use std::path::PathBuf;

use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

/// The answer of a test that drives the window: the path, or nothing for "cancel".
const TEST_ANSWER: &str = "CAMPUS_DESK_DIALOG_ANSWER";

/// Asks the person for files.
#[derive(Clone, Copy, Debug)]
pub struct Dialogs {
    /// Whether a test answers.
    pub tested: bool,
}

/// A kind of file: how it is called in the dialog, and how its names end.
pub type Kind = (&'static str, &'static [&'static str]);

impl Dialogs {
    /// Which file shall be read? None if the person changed their mind. Blocks until they have chosen.
    pub fn open(self, app: &AppHandle, title: &str, kind: Kind) -> Option<PathBuf> {
        if let Some(answer) = self.test_answer() {
            return answer;
        }
        let dialog = app.dialog().file().set_title(title).add_filter(kind.0, kind.1);
        dialog.blocking_pick_file()?.into_path().ok()
    }

    /// Where shall it be written? None if the person changed their mind. Blocks until they have chosen; the
    /// system has asked them if a file is already there.
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
