//! The connections that read: as many as read at the same time, kept for the next.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Result};

use super::connection;

/// How many idle connections are kept; each has its own page cache.
const KEPT: usize = 4;

/// Connections that read one file.
pub(super) struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(file: PathBuf) -> Self {
        Self {
            file,
            idle: Mutex::default(),
        }
    }

    /// Reads in one snapshot: all that `work` sees was committed together.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::reader(&self.file)?,
        };
        connection.prepare_cached("begin")?.execute([])?;
        let found = work(&connection);
        // A connection that cannot end its snapshot is of no further use, and is dropped.
        if connection
            .prepare_cached("commit")
            .and_then(|mut end| end.execute([]))
            .is_ok()
        {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push(connection);
            }
        }
        found
    }
}
