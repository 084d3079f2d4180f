//! What went wrong, in words: the one place where errors become what people read.

use serde::{Serialize, Serializer};
use store::StoreError;
use store::csv::CsvError;
use thiserror::Error;
use tickets::Refusal;
use ui::Fragment;
use ui::failure::{Failed, Failure};
use ui::notices::Refused;

use crate::form::FormError;

/// Why a command did not do what was asked. Serialized, it is the fragment that says so.
#[derive(Debug, Error)]
pub enum CommandError {
    /// The desk could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The form is none that this version's pages send.
    #[error(transparent)]
    Form(#[from] FormError),
    /// Only the helpdesk may do this.
    #[error("a user asked for what is the helpdesk's")]
    HelpdeskOnly,
    /// Tickets could not be imported or exported.
    #[error(transparent)]
    Exchange(#[from] CsvError),
    /// A file could not be read or written.
    #[error("{what}: {source}")]
    File {
        /// What was tried, as a sentence without its full stop.
        what: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The work panicked or was cut off.
    #[error("the command broke")]
    Broken,
}

impl CommandError {
    /// The fragment that says so.
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

    /// The same in words.
    #[must_use]
    pub fn failure(&self) -> Failure {
        match self {
            Self::Store(error) | Self::Exchange(CsvError::Desk(error)) => of_store(error),
            Self::Exchange(error) => of_exchange(error),
            Self::File { what, source } => of_file(what, source),
            Self::HelpdeskOnly | Self::Form(_) => {
                of_ours(self, "Nothing was changed, and what you typed is still here.")
            }
            Self::Broken => of_ours(
                self,
                "Whether it was done is not known; what you typed is still here.",
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

/// A store's error in words for the page that was being used.
#[must_use]
pub fn of_store(error: &StoreError) -> Failure {
    let (what, means, todo) = match error {
        StoreError::Full => (
            "This could not be saved: the disk is full.",
            "Nothing was half-written, and what you typed is still here.",
            "Free some space, then try again.",
        ),
        StoreError::Damaged { .. } => (
            "The desk's file is damaged.",
            "It was left as it is. What could be read before may be missing now.",
            "Close Campus Desk and ask whoever looks after this computer to restore a backup.",
        ),
        StoreError::ReadOnly { .. } => (
            "The desk's file can only be read.",
            "Nothing was changed, and what you typed is still here.",
            "Give your account the right to write it, then try again.",
        ),
        StoreError::Newer { .. } => (
            "The desk's file was written by a newer version of Campus Desk.",
            "It was left as it is; this version would not understand it.",
            "Install the newer version.",
        ),
        StoreError::InUse { .. } => (
            "The desk is in use by another program.",
            "Only one program at a time may write it, so that nothing is lost.",
            "Close the other one, then try again.",
        ),
        StoreError::Gone => (
            "Campus Desk was being closed.",
            "Whether this was still saved is not known.",
            "Start it again and look; if it is not there, repeat what you wanted.",
        ),
        StoreError::Other(_) => (
            "The desk's file could not be used.",
            "Nothing was changed, and what you typed is still here.",
            "Try again. If it happens again, start Campus Desk anew.",
        ),
    };
    in_words(what, means, todo, Some(error.to_string()))
}

fn of_file(what: &str, source: &std::io::Error) -> Failure {
    in_words(
        &format!("{what}."),
        "The desk is as it was.",
        "Choose another place, or check that there is room and that your account may write there.",
        Some(source.to_string()),
    )
}

fn of_exchange(error: &CsvError) -> Failure {
    in_words(
        "The file could not be used.",
        "The desk is as it was.",
        "Check that the file is there and that your account may use it, or choose another.",
        Some(error.to_string()),
    )
}

fn of_ours(error: &CommandError, means: &str) -> Failure {
    in_words(
        "Campus Desk could not do this; the mistake is its own.",
        means,
        "Look whether it is there, then try again. If it happens again, tell whoever looks after this computer.",
        Some(error.to_string()),
    )
}

/// A failure from its parts.
#[must_use]
pub fn in_words(what: &str, means: &str, todo: &str, detail: Option<String>) -> Failure {
    Failure {
        what: what.to_owned(),
        means: means.to_owned(),
        todo: todo.to_owned(),
        detail,
    }
}
