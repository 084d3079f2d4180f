//! The names of backups and of the files of a restore. They contain the time in UTC.

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};

const TIME: &str = "%Y%m%d-%H%M%S%3f";

/// `desk-20260302-090000123.db`; before a migration of schema 2 `desk-schema-2-20260302-090000123.db`.
pub(in crate::sqlite) fn backup_name(desk: &Path, schema: Option<u32>, now: DateTime<Utc>) -> String {
    let schema = schema.map_or_else(String::new, |schema| format!("schema-{schema}-"));
    format!("{}-{schema}{}.db", stem(desk), now.format(TIME))
}

/// The time in a backup's name, and whether it was made before a migration; `None` for all other files.
pub(super) fn parse_backup_name(desk: &Path, name: &str) -> Option<(DateTime<Utc>, bool)> {
    let rest = name
        .strip_prefix(&format!("{}-", stem(desk)))?
        .strip_suffix(".db")?;
    let (time, before_update) = match rest.strip_prefix("schema-") {
        Some(rest) => (rest.split_once('-')?.1, true),
        None => (rest, false),
    };
    let time = NaiveDateTime::parse_from_str(time, TIME).ok()?;
    Some((time.and_utc(), before_update))
}

/// The name of a checked copy that is about to become the desk: `desk.db.restore-20260302-090000123`.
pub(super) fn restore_name(desk: &Path, now: DateTime<Utc>) -> PathBuf {
    desk.with_file_name(format!("{}{}", restore_prefix(desk), now.format(TIME)))
}

/// The beginning of such a name.
pub(super) fn restore_prefix(desk: &Path) -> String {
    format!(
        "{}.restore-",
        desk.file_name().unwrap_or_default().to_string_lossy()
    )
}

/// The name of the desk that a restore replaces: `desk-replaced-20260302-090000123.db`.
pub(super) fn replaced_name(desk: &Path, restore: &Path) -> PathBuf {
    let name = restore.file_name().unwrap_or_default().to_string_lossy();
    let time = name.strip_prefix(&restore_prefix(desk)).unwrap_or(&name);
    desk.with_file_name(format!("{}-replaced-{time}.db", stem(desk)))
}

fn stem(desk: &Path) -> String {
    desk.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_desks_backups_are_parsed() {
        let (desk, now) = (Path::new("/srv/desk.db"), "2026-03-02T09:00:00.120Z");
        let now: DateTime<Utc> = now.parse().expect("a time");
        let daily = backup_name(desk, None, now);
        assert_eq!(daily, "desk-20260302-090000120.db");
        assert_eq!(parse_backup_name(desk, &daily), Some((now, false)));
        let update = backup_name(desk, Some(12), now);
        assert_eq!(parse_backup_name(desk, &update), Some((now, true)));
        for other in [
            "desk-before-the-move.db",
            "campus-20260302-090000120.db",
            "desk-20260302-090000120.db.a7Gh.part",
            "desk-20260302.db",
            "desk.db",
        ] {
            assert_eq!(parse_backup_name(desk, other), None, "{other}");
        }
        let restore = restore_name(desk, now);
        assert_eq!(restore, Path::new("/srv/desk.db.restore-20260302-090000120"));
        let replaced = replaced_name(desk, &restore);
        assert_eq!(replaced, Path::new("/srv/desk-replaced-20260302-090000120.db"));
    }
}
