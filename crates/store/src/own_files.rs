//! The files of a desk, which nothing that is saved elsewhere may overwrite.

use std::path::{Path, PathBuf};

use crate::real_path::real_path;

/// Why nothing may be written to a file, as a clause; `None`: the file is not one of the desk. `own` are the desk's files and
/// folders ([`Snapshot::files`](crate::Snapshot::files)).
#[must_use]
pub fn why_protected(own: &[PathBuf], file: &Path) -> Option<&'static str> {
    let file = real_path(file);
    own.iter().map(|own| real_path(own)).find_map(|own| {
        if file == own {
            Some("it belongs to the desk")
        } else {
            file.starts_with(&own)
                .then_some("it is in the folder of the desk’s backups")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_desk_and_what_is_in_its_folders_are_protected() {
        let own = [PathBuf::from("/desk/desk.db"), PathBuf::from("/desk/backups")];
        let why = |file: &str| why_protected(&own, Path::new(file));
        assert_eq!(why("/desk/desk.db"), Some("it belongs to the desk"));
        let backups = Some("it is in the folder of the desk’s backups");
        assert_eq!(why("/desk/backups/desk-2026-11-30.db"), backups);
        assert_eq!(why("/desk/backups/new/tickets.csv"), backups);
        assert_eq!(why("/desk/backups.csv"), None);
        assert_eq!(why("/desk/tickets.csv"), None);
    }
}
