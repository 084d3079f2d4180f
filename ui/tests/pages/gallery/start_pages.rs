//! A start that fails or takes long.

use ui::Fragment;
use ui::backups::{BackupContents, BackupList, BackupRow, Backups, ConfirmRestore};
use ui::failure::{Failure, StartFailed};
use ui::updating::Updating;

use super::{State, state};
use crate::fixtures::{ago, clock};

pub fn start_failures() -> Vec<State> {
    let failure = Failure {
        what: "The desk's file is damaged.".to_owned(),
        means: "The file was not changed.".to_owned(),
        todo: "Restore a backup.".to_owned(),
        detail: Some("file is not a database (26)".to_owned()),
    };
    let folder = "/home/noor/.local/share/campus-desk/backups";
    let rows = backups();
    let failed = |name, backups| {
        let file = "/home/noor/.local/share/campus-desk/desk.db";
        let failure = &failure;
        let page = StartFailed {
            failure,
            file,
            backups,
        };
        state(name, page.html())
    };
    let list = |backups| Some(Backups::Listed(BackupList { folder, backups }));
    vec![
        failed("start-failed", None),
        failed("start-failed-while-open", Some(Backups::AfterRestart)),
        failed("start-failed-without-backups", list(&[])),
        failed("start-failed-with-backups", list(&rows)),
        state("confirm-restore", ConfirmRestore { backup: &rows[0] }.html()),
        state("updating", Updating.html()),
    ]
}

fn backups() -> Vec<BackupRow> {
    let row = |name: &str, hours, before_update, contents| BackupRow {
        name: name.to_owned(),
        made: clock().on(&ago(hours)),
        before_update,
        contents,
    };
    let contents = |tickets, hours| {
        Some(BackupContents {
            tickets,
            last_change: Some(clock().on(&ago(hours))),
        })
    };
    vec![
        row("desk-20260302-070000123.db", 3, false, contents(1_042, 4)),
        row("desk-20260301-080000000.db", 26, false, None),
        row("desk-schema-2-20260220-080000000.db", 240, true, contents(1, 300)),
    ]
}
