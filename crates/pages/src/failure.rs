//! The one place where errors become text for people.

use serde::{Serialize, Serializer};
use store::StoreError;
use thiserror::Error;
use tickets::Refusal;
use ui::Fragment;
use ui::failure::{Failed, Failure};
use ui::notices::Refused;

use crate::form::FormError;

/// Why a command failed. Serialized, it is the fragment that explains the failure.
#[derive(Debug, Error)]
pub enum CommandError {
    /// The desk could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The form is none that this version's pages send.
    #[error(transparent)]
    Form(#[from] FormError),
    /// A user sent a command of the helpdesk.
    #[error("a user sent a command of the helpdesk")]
    HelpdeskOnly,
    /// A failure of the caller's own, for example of a file that was chosen in a dialog.
    #[error("{}", .0.what)]
    Failed(Box<Failure>),
    /// The command panicked or was aborted.
    #[error("the command broke")]
    Broken,
}

impl CommandError {
    /// The fragment that explains the failure.
    #[must_use]
    pub fn html(&self) -> String {
        match self {
            Self::HelpdeskOnly => Refused::new(&Refusal::HelpdeskOnly).html(),
            _ => Failed {
                failure: &self.failure(),
            }
            .html(),
        }
    }

    /// The explanation: what happened, what it means, what to do.
    #[must_use]
    pub fn failure(&self) -> Failure {
        match self {
            Self::Store(error) => of_store(error),
            Self::Failed(failure) => (**failure).clone(),
            Self::HelpdeskOnly | Self::Form(_) => {
                of_campus_desk(self, "Nothing was changed. Your text is still here.")
            }
            Self::Broken => of_campus_desk(
                self,
                "Your change may or may not have been made. Your text is still here.",
            ),
        }
    }
}

impl Serialize for CommandError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tracing::error!(error = %self, "a command failed");
        serializer.serialize_str(&self.html())
    }
}

/// The explanation of a storage error.
#[must_use]
pub fn of_store(error: &StoreError) -> Failure {
    let (what, means, todo) = match error {
        StoreError::Full => (
            "This could not be saved: the disk is full.",
            "Nothing was changed. Your text is still here.",
            "Free some space, then try again.",
        ),
        StoreError::NoSpace { .. } => (
            "The disk does not have enough free space for this.",
            "Nothing was changed.",
            "Make room on the disk, then try again.",
        ),
        StoreError::Damaged { .. } => (
            "The desk's file is damaged.",
            "The file was not changed. Some tickets may be missing.",
            "Restore a backup. If you are not sure, ask the person who looks after this computer.",
        ),
        StoreError::Unreadable { .. } => (
            "This ticket cannot be read.",
            "Nothing was changed. All other tickets can be used.",
            "Ask the person who looks after this computer to restore a backup.",
        ),
        StoreError::Replaced { .. } => (
            "The desk's file was moved or replaced while Campus Desk was open.",
            "This was not saved. Your text is still here.",
            "Close Campus Desk and ask the person who looks after this computer to put the file back.",
        ),
        StoreError::ReadOnly { .. } => (
            "The desk's file can only be read.",
            "Nothing was changed. Your text is still here.",
            "Give your account the right to write it, then try again.",
        ),
        StoreError::Newer { .. } => (
            "The desk's file was written by a newer version of Campus Desk.",
            "The file was not changed. This version cannot read it.",
            "Install the newer version.",
        ),
        StoreError::InUse { .. } => (
            "The desk is in use by another program.",
            "Only one program at a time can write it.",
            "Close the other one, then try again.",
        ),
        StoreError::Gone => (
            "Campus Desk was being closed.",
            "It may or may not have been saved.",
            "Start Campus Desk and check. Repeat it if it was not saved.",
        ),
        StoreError::Other(_) => (
            "The desk's file could not be used.",
            "Nothing was changed. Your text is still here.",
            "Try again. If this happens again, restart Campus Desk.",
        ),
    };
    failure(what, means, todo, Some(error.to_string()))
}

fn of_campus_desk(error: &CommandError, means: &str) -> Failure {
    failure(
        "Something went wrong in Campus Desk.",
        means,
        "Check whether your change was made, then try again. If this happens again, ask the person who looks after this computer.",
        Some(error.to_string()),
    )
}

/// A failure from its parts: what happened, what it means, what to do, and the technical detail.
#[must_use]
pub fn failure(what: &str, means: &str, todo: &str, detail: Option<String>) -> Failure {
    Failure {
        what: what.to_owned(),
        means: means.to_owned(),
        todo: todo.to_owned(),
        detail,
    }
}
