//! A desk in a file that is moved. It stays as it is.

use std::path::Path;

use super::super::SqliteStore;
use super::rows;
use crate::transfer::{Row, Rows, Table};
use crate::{StoreError, TicketStore};

/// A desk in a file. No other program can open it in the meantime.
pub struct SqliteSource(SqliteStore);

impl SqliteSource {
    /// Opens a desk that exists. Its schema is brought up to date.
    ///
    /// # Errors
    /// [`StoreError`] if the desk cannot be opened, or is a laptop's copy of the desk of its hub.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        if !file.exists() {
            return Err(StoreError::Other(format!(
                "there is no desk at {}",
                file.display()
            )));
        }
        let store = SqliteStore::open(file)?;
        if store.is_replica() {
            return Err(StoreError::Other(format!(
                "{} is a laptop's copy of the desk of its hub. Move the hub's desk",
                file.display()
            )));
        }
        Ok(Self(store))
    }
}

impl Rows for SqliteSource {
    fn page(&mut self, table: Table, after: Option<&Row>) -> Result<Vec<Row>, StoreError> {
        self.0.read(|connection| rows::page(connection, table, after))
    }
}
