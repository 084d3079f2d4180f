//! Statements on one connection.

use deadpool_postgres::{Object, Pool};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::failure::Result;

/// The values of a statement's parameters.
pub(crate) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A value of a statement that is made for one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Int(i64),
    Text(String),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl Value {
    fn with_type(&self) -> (&(dyn ToSql + Sync), Type) {
        match self {
            Self::Int(value) => (value, Type::INT8),
            Self::Text(value) => (value, Type::TEXT),
        }
    }
}

/// A connection that one caller uses. Statements that are polled together are sent together.
pub(crate) struct Session(Object);

impl Session {
    /// Takes a connection from a pool.
    pub(crate) async fn take(pool: &Pool) -> Result<Self> {
        Ok(Self(pool.get().await?))
    }

    pub(crate) async fn rows(&self, sql: &str, values: Values<'_>) -> Result<Vec<Row>> {
        let statement = self.0.prepare_cached(sql).await?;
        Ok(self.0.query(&statement, values).await?)
    }

    pub(crate) async fn optional(&self, sql: &str, values: Values<'_>) -> Result<Option<Row>> {
        let statement = self.0.prepare_cached(sql).await?;
        Ok(self.0.query_opt(&statement, values).await?)
    }

    pub(crate) async fn one(&self, sql: &str, values: Values<'_>) -> Result<Row> {
        let statement = self.0.prepare_cached(sql).await?;
        Ok(self.0.query_one(&statement, values).await?)
    }

    pub(crate) async fn execute(&self, sql: &str, values: Values<'_>) -> Result<u64> {
        let statement = self.0.prepare_cached(sql).await?;
        Ok(self.0.execute(&statement, values).await?)
    }

    /// Rows of a statement that is not worth preparing: there are too many different ones.
    pub(crate) async fn rows_once(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
        let values: Vec<_> = values.iter().map(Value::with_type).collect();
        Ok(self.0.query_typed(sql, &values).await?)
    }

    /// Statements without values, separated by semicolons.
    pub(crate) async fn run(&self, sql: &str) -> Result<()> {
        Ok(self.0.batch_execute(sql).await?)
    }

    /// Ends the transaction. A connection that cannot end it is not used again.
    pub(crate) async fn end(self, how: End) -> Result<()> {
        let sql = match how {
            End::Commit => "commit",
            End::Rollback => "rollback",
        };
        let ended = self.run(sql).await;
        if ended.is_err() {
            drop(Object::take(self.0));
        }
        ended
    }
}

/// How a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Commit,
    Rollback,
}

/// Reads in one snapshot. If the connection was lost before, another one is tried.
pub(crate) async fn read<T>(pool: &Pool, work: impl AsyncFn(&Session) -> Result<T>) -> Result<T> {
    match read_once(pool, &work).await {
        Err(failure) if failure.is_temporary() => read_once(pool, &work).await,
        done => done,
    }
}

async fn read_once<T>(pool: &Pool, work: &impl AsyncFn(&Session) -> Result<T>) -> Result<T> {
    let session = Session::take(pool).await?;
    session
        .run("begin isolation level repeatable read, read only")
        .await?;
    let done = work(&session).await;
    let ended = session.end(End::Commit).await;
    let found = done?;
    ended.map(|()| found)
}
