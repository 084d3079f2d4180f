//! The reading connections: one for each concurrent read, pooled.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Result};

use super::connection;

/// The maximum number of idle connections; each has its own page cache.
const IDLE: usize = 4;

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

    /// Reads in one snapshot: all queries of `work` see the same state.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::reader(&self.file)?,
        };
        connection.prepare_cached("begin")?.execute([])?;
        let found = work(&connection);
        // A connection that cannot end its snapshot is dropped.
        if connection
            .prepare_cached("commit")
            .and_then(|mut end| end.execute([]))
            .is_ok()
        {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < IDLE {
                idle.push(connection);
            }
        }
        found
    }
}
