//! The backups of the desk, for a page without an open desk.

use std::path::PathBuf;

use desk::{Clock, SystemClock};
use store::backup::{self, Backup};
use ui::WallClock;
use ui::backups::{BackupContents, BackupList, BackupRow};

use crate::load_settings;
use crate::starter::Starter;

/// Calls `render` with the list of backups.
pub fn with_list(starter: &Starter, render: impl FnOnce(BackupList<'_>) -> String) -> String {
    let folder = backup::folder(&starter.folder().desk()).display().to_string();
    let clock = clock(starter);
    let backups = backup::list(&starter.folder().desk());
    let backups: Vec<_> = backups.iter().map(|backup| row(backup, &clock)).collect();
    render(BackupList {
        folder: &folder,
        backups: &backups,
    })
}

/// The backup whose file has this name. The page never names a path.
pub fn find(starter: &Starter, name: &str) -> Option<Backup> {
    let mut backups = backup::list(&starter.folder().desk()).into_iter();
    backups.find(|backup| file_name(backup) == name)
}

/// The file of the newest backup; the folder of the backups if it contains none.
pub fn newest(starter: &Starter) -> PathBuf {
    let desk = starter.folder().desk();
    let newest = backup::list(&desk).into_iter().next();
    newest.map_or_else(|| backup::folder(&desk), |backup| backup.file)
}

pub fn row(backup: &Backup, clock: &WallClock) -> BackupRow {
    let contents = backup::contents(&backup.file);
    let contents = contents.inspect_err(|error| tracing::warn!(%error, "a backup cannot be read"));
    BackupRow {
        name: file_name(backup),
        made: clock.on(&backup.made_at),
        before_update: backup.before_update,
        contents: contents.ok().map(|contents| BackupContents {
            tickets: contents.tickets,
            last_change: contents.last_change.map(|at| clock.on(&at)),
        }),
    }
}

/// The clock of the campus. If the settings cannot be read, it shows the time of the computer.
pub fn clock(starter: &Starter) -> WallClock {
    let settings = load_settings::load(starter.arguments().settings.as_deref());
    let zone = settings.map_or_else(
        |_| load_settings::computer_time_zone(),
        |found| found.time_zone().value,
    );
    WallClock {
        now: SystemClock.now(),
        zone,
    }
}

fn file_name(backup: &Backup) -> String {
    backup
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
