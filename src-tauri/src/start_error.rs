//! Why the desk could not be opened.

use std::path::PathBuf;

use pages::failure::{failure, of_store};
use settings::SettingsError;
use store::StoreError;
use thiserror::Error;
use ui::failure::Failure;

use crate::data_folder::DataFolder;

/// Why the desk could not be opened, and the file concerned.
#[derive(Clone, Debug)]
pub struct FailedStart {
    pub failure: Failure,
    pub file: PathBuf,
    /// Whether a backup of the desk helps.
    pub needs_backup: bool,
}

impl FailedStart {
    /// The desk was found to be damaged while an earlier run had it open.
    pub fn of_damage(reason: &str, folder: &DataFolder) -> Self {
        let damaged = StoreError::Damaged {
            place: folder.desk().display().to_string(),
            reason: reason.to_owned(),
            remedy: "Restore a backup".to_owned(),
        };
        StartError::Store(damaged).explain(folder)
    }
}

/// Why a start failed.
#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Drafts(StoreError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl StartError {
    /// The explanation for people, and the file that caused the error.
    pub fn explain(self, folder: &DataFolder) -> FailedStart {
        let needs_backup = matches!(self, Self::Store(StoreError::Damaged { .. }));
        let failure = match &self {
            Self::Store(cause) | Self::Drafts(cause) => of_store(cause),
            Self::Settings(cause) => failure(
                "The settings of this computer could not be used.",
                "Campus Desk does not start with guessed settings. No ticket was changed.",
                "Ask the person who looks after this computer to correct the file, then try again.",
                Some(cause.to_string()),
            ),
            Self::Other(cause) => failure(
                "Campus Desk could not start.",
                "No ticket was changed.",
                "Try again. If this happens again, ask the person who looks after this computer.",
                Some(format!("{cause:#}")),
            ),
        };
        let file = match self {
            Self::Settings(error) => error.name().into(),
            Self::Store(_) => folder.desk(),
            Self::Drafts(_) => folder.desk().with_file_name("drafts.db"),
            Self::Other(_) => folder.path().to_owned(),
        };
        FailedStart {
            failure,
            file,
            needs_backup,
        }
    }
}
