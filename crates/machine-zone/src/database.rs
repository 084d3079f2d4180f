//! The zoneinfo database of the computer: a file for each zone, below `usr/share/zoneinfo`.

use std::fs;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;

/// Europe/Rome of `/usr/share/zoneinfo/posix/Europe/Rome`.
pub(crate) fn named_by_path(path: &str) -> Option<Tz> {
    let (_, name) = path.rsplit_once("zoneinfo/")?;
    parse(name)
}

/// The zone of a name in the database. `posix/` and `right/` contain all zones again, without and with leap seconds.
pub(crate) fn parse(name: &str) -> Option<Tz> {
    let name = name.strip_prefix("posix/").unwrap_or(name);
    name.strip_prefix("right/").unwrap_or(name).parse().ok()
}

pub(crate) struct Database(PathBuf);

impl Database {
    pub(crate) fn of(root: &Path) -> Self {
        Self(root.join("usr/share/zoneinfo"))
    }

    /// The zone whose file has these bytes. Several names can have the same file: `preferred` is chosen if it is one of
    /// them, then a name in the database's table of zones, then the first.
    pub(crate) fn zone_with_bytes(&self, bytes: &[u8], preferred: Option<Tz>) -> Option<Tz> {
        let mut zones = Vec::new();
        self.collect(&self.0, bytes, &mut zones);
        zones.sort_by_key(|zone| zone.name());
        let table = fs::read_to_string(self.0.join("zone1970.tab")).unwrap_or_default();
        let in_table = |zone: &&Tz| {
            table
                .lines()
                .any(|line| line.split('\t').nth(2) == Some(zone.name()))
        };
        preferred
            .filter(|zone| zones.contains(zone))
            .or_else(|| zones.iter().find(in_table).copied())
            .or_else(|| zones.first().copied())
    }

    /// Adds the zones below a folder whose files have these bytes.
    fn collect(&self, folder: &Path, bytes: &[u8], zones: &mut Vec<Tz>) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let Ok(file) = fs::metadata(&path) else {
                continue;
            };
            if file.is_dir() {
                // A link to a folder, such as `posix`, can lead back to the database.
                if path.is_symlink() {
                    continue;
                }
                self.collect(&path, bytes, zones);
            } else if file.len() == bytes.len() as u64 && fs::read(&path).is_ok_and(|other| other == bytes) {
                zones.extend(
                    path.strip_prefix(&self.0)
                        .ok()
                        .and_then(|name| parse(name.to_str()?)),
                );
            }
        }
    }
}
