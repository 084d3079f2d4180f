//! Checks of a file before it is opened. They do not change the file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rusqlite::Connection;

use super::desk_file::DeskFile;
use super::migrate::{APPLICATION, version};
use crate::StoreError;
use crate::real_path::real_path;

/// Rejects a file that is not a database, is cut off, or is missing beside its log.
pub(super) fn check_bytes(desk_file: &DeskFile) -> Result<(), StoreError> {
    let unreadable = |error: io::Error| StoreError::Other(format!("{}: {error}", desk_file.file.display()));
    let log = has_log(&desk_file.file);
    // SQLite would create the missing file, and delete the log.
    let length = match std::fs::metadata(&desk_file.file) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound && log => {
            return Err(desk_file.without_its_log("it is missing"));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(error)),
    };
    if length == 0 {
        return if log {
            Err(desk_file.without_its_log("it is empty"))
        } else {
            Ok(())
        };
    }
    let mut header = [0; 100];
    let mut file = File::open(&desk_file.file).map_err(unreadable)?;
    if file.read_exact(&mut header).is_err() || !header.starts_with(b"SQLite format 3\0") {
        return Err(desk_file.damaged("it does not begin as a database does"));
    }
    // With a log beside it the file may be shorter than its header states.
    let expected = stated_length(&header);
    if !log && length < expected {
        return Err(desk_file.damaged(format!("it has {length} bytes of {expected}")));
    }
    Ok(())
}

/// Rejects a database of another program or of a newer version.
pub(super) fn check_schema(
    connection: &Connection,
    desk_file: &DeskFile,
    known: u32,
) -> Result<(), StoreError> {
    let to_store_error = |error| desk_file.to_store_error(error);
    let found = version(connection).map_err(to_store_error)?;
    if found > known {
        return Err(StoreError::Newer {
            place: desk_file.place(),
            found,
            known,
        });
    }
    let application: i64 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(to_store_error)?;
    let tables: i64 = connection
        .query_row("select count(*) from sqlite_schema", [], |row| row.get(0))
        .map_err(to_store_error)?;
    if tables > 0 && application != APPLICATION {
        return Err(desk_file.damaged("it is the database of another program"));
    }
    Ok(())
}

/// The length that a database's header states: page size times pages, big-endian.
fn stated_length(header: &[u8; 100]) -> u64 {
    let number = |at: usize, bytes: usize| {
        let digits = header.iter().skip(at).take(bytes);
        digits.fold(0, |number: u64, byte| number << 8 | u64::from(*byte))
    };
    // The page size 1 means 65,536.
    let page = match number(16, 2) {
        1 => 65_536,
        size => size,
    };
    page * number(28, 4)
}

fn has_log(file: &Path) -> bool {
    // SQLite writes it beside the target of a link.
    let mut log = real_path(file).into_os_string();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}
