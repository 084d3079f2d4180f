//! "Show in folder": the folder of a file that was saved in this run.

use std::path::Path;

use pages::failure::failure;
use pages::{Answer, CommandError, Form, FormError};
use tauri::State;

use super::work;
use crate::file_manager;
use crate::shell::Shell;

/// Shows the saved file `file` (its number) in the system's file manager.
#[tauri::command]
pub async fn show_in_folder(shell: State<'_, Shell>, form: Form) -> Answer {
    let number = form.required("file")?;
    let file = shell.process.saved_files.get(number);
    let file = file.ok_or_else(|| FormError::of("file"))?;
    work(&shell, move |_| show(&file, "The file is saved.")).await
}

/// Shows a file in the system's file manager. If that fails, the notice says `means`.
pub fn show(file: &Path, means: &str) -> Answer {
    match file_manager::show(file) {
        Ok(()) => Ok(String::new()),
        Err(error) => Err(CommandError::Failed(Box::new(failure(
            "The folder could not be opened.",
            means,
            "Open the folder with your file manager.",
            Some(format!("{}: {error}", file.display())),
        )))),
    }
}
