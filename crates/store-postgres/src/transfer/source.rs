//! A desk in a database that is moved. It stays as it is.

use store::StoreError;
use store::transfer::{Row, Rows, Table};

use super::{Alone, rows};
use crate::address::Address;
use crate::migrate::{Migration, check_complete};

/// A desk in a database. No hub is connected, and a hub that connects cannot write before the move has ended.
pub struct PostgresSource(Alone);

impl PostgresSource {
    /// Opens a desk.
    ///
    /// # Errors
    /// [`StoreError`] if the desk cannot be opened, or hubs are connected to it.
    pub fn open(address: &Address) -> Result<Self, StoreError> {
        let alone = Alone::connect(address, Migration::Refused)?;
        alone.run(async |session| {
            session.run("begin isolation level repeatable read").await?;
            session
                .one("select feed from desk where one = 1 for update", &[])
                .await?;
            check_complete(session, &alone.place).await
        })?;
        Ok(Self(alone))
    }
}

impl Rows for PostgresSource {
    fn page(&mut self, table: Table, after: Option<&Row>) -> Result<Vec<Row>, StoreError> {
        self.0
            .run(async |session| rows::page(session, table, after).await)
    }
}
