//! Statements on one connection.

use std::future::Future;
use std::time::Duration;

use deadpool_postgres::{Object, Pool};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::failure::{Failure, Result};

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
        let ended = within(LIMIT, self.run(sql)).await;
        if ended.is_err() {
            self.give_up();
        }
        ended
    }

    /// Closes the connection.
    pub(crate) fn give_up(self) {
        drop(Object::take(self.0));
    }
}

/// How long a server may take for a transaction of commands, or for its commit. It is longer than a hub that has stopped
/// can delay the others, and short enough that another server is found soon.
pub(crate) const LIMIT: Duration = Duration::from_secs(6);

/// Waits for an answer of the server. After the limit, the connection must be given up: the outcome is not known.
pub(crate) async fn within<T>(limit: Duration, work: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::time::timeout(limit, work).await {
        Ok(done) => done,
        Err(_) => Err(Failure::NoConnection(format!(
            "no answer within {} seconds",
            limit.as_secs()
        ))),
    }
}

/// How long a server may take for a read: some are of thousands of rows.
const READ_LIMIT: Duration = Duration::from_secs(30);

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
    let reading = async {
        session
            .run("begin isolation level repeatable read, read only")
            .await?;
        work(&session).await
    };
    match within(READ_LIMIT, reading).await {
        Ok(found) => session.end(End::Commit).await.map(|()| found),
        Err(failure) if failure.is_temporary() => {
            session.give_up();
            Err(failure)
        }
        Err(failure) => session.end(End::Rollback).await.and(Err(failure)),
    }
}
