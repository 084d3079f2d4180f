//! Looks at a file before it is used, without changing a byte of it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rusqlite::Connection;

use super::migrate::{APPLICATION, version};
use super::trouble::Site;
use crate::StoreError;

/// Refuses a file that is no database, or ends too early.
pub(super) fn examine_bytes(site: &Site) -> Result<(), StoreError> {
    let unreadable = |error: io::Error| StoreError::Other(format!("{}: {error}", site.file.display()));
    let length = match std::fs::metadata(&site.file) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(error)),
    };
    let log = has_log(&site.file);
    if length == 0 {
        return if log {
            Err(site.damaged("it is empty, but its log is not"))
        } else {
            Ok(())
        };
    }
    let mut header = [0; 100];
    let mut file = File::open(&site.file).map_err(unreadable)?;
    if file.read_exact(&mut header).is_err() || !header.starts_with(b"SQLite format 3\0") {
        return Err(site.damaged("it does not begin as a database does"));
    }
    // With a log beside it the file may rightly be shorter than it says.
    let expected = stated_length(&header);
    if !log && length < expected {
        return Err(site.damaged(format!("it has {length} bytes of {expected}")));
    }
    Ok(())
}

/// Refuses a database of another program or of a newer version.
pub(super) fn examine_schema(connection: &Connection, site: &Site, known: u32) -> Result<(), StoreError> {
    let told = |error| site.told(error);
    let found = version(connection).map_err(told)?;
    if found > known {
        return Err(StoreError::Newer {
            file: site.file.clone(),
            found,
            known,
        });
    }
    let application: i64 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(told)?;
    let tables: i64 = connection
        .query_row("select count(*) from sqlite_schema", [], |row| row.get(0))
        .map_err(told)?;
    if tables > 0 && application != APPLICATION {
        return Err(site.damaged("it is the database of another program"));
    }
    Ok(())
}

/// The length that a database's header states: page size times pages, big-endian.
fn stated_length(header: &[u8; 100]) -> u64 {
    let number = |at: usize, bytes: usize| {
        let digits = header.iter().skip(at).take(bytes);
        digits.fold(0, |number: u64, byte| number << 8 | u64::from(*byte))
    };
    // A page size of 1 stands for 65,536.
    let page = match number(16, 2) {
        1 => 65_536,
        size => size,
    };
    page * number(28, 4)
}

fn has_log(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}
