//! The backups of a damaged desk. Into `#page`.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::filters;
use crate::wall_clock::When;

/// How the page of a failed start offers the backups.
#[derive(Debug)]
pub enum Backups<'a> {
    /// As a list.
    Listed(BackupList<'a>),
    /// The desk is open: Campus Desk must close it first.
    AfterRestart,
}

/// The list of backups on the page of a failed start.
#[derive(Debug, Template)]
#[template(path = "backups/backup_list.html")]
pub struct BackupList<'a> {
    /// The path of their folder.
    pub folder: &'a str,
    /// The newest first.
    pub backups: &'a [BackupRow],
}

impl HtmlSafe for BackupList<'_> {}

/// One backup.
#[derive(Clone, Debug)]
pub struct BackupRow {
    /// The name of its file.
    pub name: String,
    /// When it was made.
    pub made: When,
    /// Whether it was made before an update of Campus Desk's data.
    pub before_update: bool,
    /// What it contains; `None` if it cannot be read.
    pub contents: Option<BackupContents>,
}

/// What a backup contains.
#[derive(Clone, Debug)]
pub struct BackupContents {
    /// The number of tickets.
    pub tickets: u64,
    /// When a ticket was last changed; `None` if there is no ticket.
    pub last_change: Option<When>,
}

/// Asks before a backup is restored.
#[derive(Debug, Template)]
#[template(path = "backups/confirm_restore.html")]
pub struct ConfirmRestore<'a> {
    /// The backup.
    pub backup: &'a BackupRow,
}
