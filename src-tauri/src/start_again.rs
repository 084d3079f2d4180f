//! The first page, and starting again after a failed start.

use std::sync::Mutex;

use pages::{Answer, CommandError, Form};
use tauri::{AppHandle, Manager};
use ui::Fragment;
use ui::failure::StartFailed;

use crate::arguments::Arguments;
use crate::background;
use crate::blocking::blocking;
use crate::data_folder::DataFolder;
use crate::shell::Shell;
use crate::start::{self, Start};
use crate::start_error::FailedStart;

/// How to start again.
pub struct Starter {
    arguments: Arguments,
    folder: DataFolder,
    /// The failure that no page has displayed yet.
    failed: Mutex<Option<FailedStart>>,
}

impl Starter {
    pub fn new(first: &Start, arguments: Arguments, folder: DataFolder) -> Self {
        let failed = match first {
            Start::Failed(failed) => Some(failed.clone()),
            Start::Opened(_) | Start::OpenElsewhere => None,
        };
        Self {
            arguments,
            folder,
            failed: Mutex::new(failed),
        }
    }

    /// The path of the desk's file, for people.
    pub fn desk_file(&self) -> String {
        self.folder.desk().display().to_string()
    }

    /// The failure that was not displayed yet, or else the result of a new start. Blocks.
    fn start(&self) -> Start {
        let failed = self.failed.lock().ok().and_then(|mut failed| failed.take());
        failed.map_or_else(|| start::start(&self.arguments, &self.folder), Start::Failed)
    }
}

/// The page after a failed start: the failure, or the first page if the desk could be opened now.
pub async fn start_again(app: &AppHandle) -> Answer {
    let app = app.clone();
    blocking(move || start_now(&app))
        .await
        .ok_or(CommandError::Broken)?
}

fn start_now(app: &AppHandle) -> Answer {
    let starter = app.state::<Starter>();
    match starter.start() {
        Start::Failed(failed) => {
            let file = failed.file.display().to_string();
            Ok(StartFailed {
                failure: &failed.failure,
                file: &file,
            }
            .html())
        }
        Start::Opened(opened) => {
            let shell = opened.shell.clone();
            background::begin(app, *opened);
            first_page(&shell, &starter.desk_file())
        }
        Start::OpenElsewhere => {
            app.exit(0);
            Ok(String::new())
        }
    }
}

/// If the page fails, the failure becomes the page, with "Try again": there is no page yet that a notice could be
/// displayed beside.
pub fn first_page(shell: &Shell, file: &str) -> Answer {
    pages::commands::entry::home(shell, &Form::default()).or_else(|error| {
        tracing::error!(%error, "the first page could not be shown");
        Ok(StartFailed {
            failure: &error.failure(),
            file,
        }
        .html())
    })
}
