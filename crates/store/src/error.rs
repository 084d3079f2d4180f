//! Errors of a store. Expected outcomes are answers ([`Decision`](crate::Decision)), not errors.

use thiserror::Error;

/// Why a store could not be opened, read or written. The message says what happened and what to do. A place is a
/// file, or whatever else a storage stores a desk in.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full. Nothing was changed. Make room and try again")]
    Full,
    /// A larger step was not begun, because the disk does not have the space for it.
    #[error(
        "the disk of {place} needs {} of free space for this and has {}. Nothing was changed. Make room and try again",
        megabytes(*needed), megabytes(*free)
    )]
    NoSpace {
        /// The folder.
        place: String,
        /// The free space that is needed, in bytes.
        needed: u64,
        /// The free space that there is, in bytes.
        free: u64,
    },
    /// The place does not contain a desk, or part of it is unreadable.
    #[error("{place} is damaged ({reason}). It was left as it is. {remedy}")]
    Damaged {
        /// Where the desk is stored.
        place: String,
        /// What is damaged.
        reason: String,
        /// What an administrator can do.
        remedy: String,
    },
    /// A row cannot be decoded: it was written by something else than this application. The rest of the desk can be
    /// read and written.
    #[error("a part of {place} cannot be read ({reason}). Everything else can be used")]
    Unreadable {
        /// Where the desk is stored.
        place: String,
        /// What is unreadable.
        reason: String,
    },
    /// The file at the place is no longer the file that was opened: it was moved, deleted or replaced.
    #[error(
        "{place} was moved or replaced while it was open. Nothing more is saved. Stop Campus Desk. To use the original file, put it back; if Campus Desk has renamed its log to {place}-wal.replaced-…, rename the log back. To use the file that is there now instead, first move {place}-wal to another folder if it exists: it belongs to the original"
    )]
    Replaced {
        /// Where the desk was stored.
        place: String,
    },
    /// The place cannot be written.
    #[error("{place} is read-only. Give your account the right to write it and start again")]
    ReadOnly {
        /// Where the desk is stored.
        place: String,
    },
    /// A newer version of the application wrote the desk.
    #[error(
        "{place} was written by a newer version of Campus Desk (schema {found}, this one knows {known}). Install the newer version; {place} was left as it is"
    )]
    Newer {
        /// Where the desk is stored.
        place: String,
        /// The version of the desk's schema.
        found: u32,
        /// The newest version of the schema that this program knows.
        known: u32,
    },
    /// Another process has the desk open for writing.
    #[error("{place} is in use by {holder}. Close that first")]
    InUse {
        /// Where the desk is stored.
        place: String,
        /// The process that holds it, as text.
        holder: String,
    },
    /// The store was shut down while the command waited.
    #[error("the desk was closed before this was saved")]
    Gone,
    /// Any other error of the database or the system.
    #[error("the database could not be used: {0}")]
    Other(String),
}

/// Rounded up: `1,234,567` bytes are `2 MB`.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}
