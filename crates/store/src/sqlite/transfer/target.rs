//! A new file that becomes a desk. Until it is complete it has another name: a move that is killed leaves no desk. What it leaves
//! is deleted by the next move to this name.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Result};
use tempfile::TempPath;
use uuid::Uuid;

use super::super::desk_file::DeskFile;
use super::super::migrate::{self, MIGRATIONS};
use super::super::{backup, check_file, connection, places, reindex};
use super::rows;
use crate::StoreError;
use crate::lock::DeskLock;
use crate::real_path::real_path;
use crate::transfer::{Row, Rows, Table, Target, Value};

/// A file in which a desk is being written.
pub struct SqliteTarget {
    connection: Connection,
    part: TempPath,
    part_file: DeskFile,
    to: PathBuf,
    _lock: DeskLock,
}

impl SqliteTarget {
    /// Begins a desk in the file `to`, which must not exist.
    ///
    /// # Errors
    /// [`StoreError`] if the file exists or cannot be written.
    pub fn create(to: &Path) -> std::result::Result<Self, StoreError> {
        let to = real_path(to);
        let lock = DeskLock::acquire(&to)?;
        backup::finish_restore(&to)?;
        backup::remove_parts_beside(&to);
        if to.exists() {
            let exists = format!(
                "{} exists already and was not changed. Choose another name",
                to.display()
            );
            return Err(StoreError::Other(exists));
        }
        // A log without its desk belongs to a desk that somebody may miss.
        check_file::check_bytes(&DeskFile::new(to.clone()))?;
        let part = backup::new_part(&to).map_err(|error| StoreError::Other(error.to_string()))?;
        let part_file = DeskFile::new(part.to_path_buf());
        let connection = open(&part_file)?;
        Ok(Self {
            connection,
            part,
            part_file,
            to,
            _lock: lock,
        })
    }

    fn run<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> std::result::Result<T, StoreError> {
        work(&self.connection).map_err(|error| self.part_file.to_store_error(error))
    }
}

/// The connection of a new desk, inside a transaction.
fn open(file: &DeskFile) -> std::result::Result<Connection, StoreError> {
    let to_store_error = |error| file.to_store_error(error);
    let mut connection = connection::writer(&file.file).map_err(to_store_error)?;
    let set_up = |connection: &Connection| {
        connection.pragma_update(None, "journal_mode", "delete")?;
        // The complete file is synchronised once.
        connection.pragma_update(None, "synchronous", "off")?;
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.pragma_update(None, "cache_size", -65_536)
    };
    set_up(&connection).map_err(to_store_error)?;
    migrate::migrate(&mut connection, file, MIGRATIONS, &|_| ())?;
    connection
        .execute_batch("begin immediate")
        .map_err(to_store_error)?;
    Ok(connection)
}

impl Rows for SqliteTarget {
    fn page(&mut self, table: Table, after: Option<&Row>) -> std::result::Result<Vec<Row>, StoreError> {
        self.run(|connection| rows::page(connection, table, after))
    }
}

impl Target for SqliteTarget {
    fn write(&mut self, table: Table, rows: Vec<Row>) -> std::result::Result<(), StoreError> {
        self.run(|connection| {
            rows::write(connection, table, &rows)?;
            if table == Table::Places {
                for row in &rows {
                    if let [Value::Number(Some(id)), Value::Text(Some(name)), ..] = row.as_slice() {
                        places::add_words(connection, *id, name)?;
                    }
                }
            }
            Ok(())
        })
    }

    fn derive(&mut self, progress: &mut dyn FnMut(u64)) -> std::result::Result<(), StoreError> {
        let progress = std::cell::RefCell::new(progress);
        self.run(|connection| {
            reindex::index_all(connection, &|indexed| {
                if let Ok(mut progress) = progress.try_borrow_mut() {
                    progress(indexed.done);
                }
            })
        })
    }

    fn finish(self: Box<Self>) -> std::result::Result<(), StoreError> {
        let Self {
            connection,
            part,
            part_file,
            to,
            _lock,
        } = *self;
        let finished = connection
            .execute("update desk set generation = ?1", [Uuid::new_v4().as_bytes()])
            .and_then(|_| connection.execute_batch("commit"))
            .and_then(|()| connection::close(connection));
        finished.map_err(|error| part_file.to_store_error(error))?;
        backup::publish(part, &to).map_err(backup::BackupError::into_store_error)
    }
}
