//! Errors inside this crate, and their form for callers.

use std::error::Error as _;

use store::StoreError;
use thiserror::Error;
use tokio_postgres::error::SqlState;

/// Why the database could not be read or written.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The database or the connection to it.
    #[error("{}", reason(.0))]
    Database(#[from] tokio_postgres::Error),
    /// No connection to the database can be made.
    #[error("{0}")]
    NoConnection(String),
    /// A value that this application does not write.
    #[error("{0}")]
    Unreadable(String),
    /// An error that callers get as it is.
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// Whether the same work may succeed soon, on another connection: the connection was lost, the server is starting or
    /// stopping, or another hub holds the desk's lock for long.
    pub(crate) fn is_temporary(&self) -> bool {
        match self {
            Self::NoConnection(_) => true,
            Self::Database(error) => error.is_closed() || error.code().map_or(is_io(error), is_temporary),
            Self::Unreadable(_) | Self::Store(_) => false,
        }
    }

    /// The error for callers. `place` is the database.
    pub(crate) fn into_store_error(self, place: &str) -> StoreError {
        let place = place.to_owned();
        match self {
            Self::Store(error) => error,
            Self::Unreadable(reason) => StoreError::Unreadable { place, reason },
            Self::Database(error) if error.code() == Some(&SqlState::DISK_FULL) => StoreError::Full,
            Self::Database(error) if error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION) => {
                StoreError::ReadOnly { place }
            }
            Self::Database(_) | Self::NoConnection(_) => StoreError::Other(format!("{place}: {self}")),
        }
    }
}

impl From<deadpool_postgres::PoolError> for Failure {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) if error.code().is_some() => Self::Database(error),
            deadpool_postgres::PoolError::Backend(error) => Self::NoConnection(reason(&error)),
            other => Self::NoConnection(other.to_string()),
        }
    }
}

/// An error without a code comes from this side: the connection broke, or a value could not be sent.
fn is_io(error: &tokio_postgres::Error) -> bool {
    error.source().is_some_and(|cause| cause.is::<std::io::Error>())
}

fn is_temporary(code: &SqlState) -> bool {
    let lost = ["08", "57P"];
    let again = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        SqlState::TOO_MANY_CONNECTIONS,
        // The connection goes to a primary that has become a standby.
        SqlState::READ_ONLY_SQL_TRANSACTION,
    ];
    lost.iter().any(|class| code.code().starts_with(class)) || again.contains(code)
}

/// The message with its causes: the message alone says "db error".
fn reason(error: &tokio_postgres::Error) -> String {
    if let Some(error) = error.as_db_error() {
        return format!("{} ({})", error.message(), error.code().code());
    }
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let text = next.to_string();
        if !reason.contains(&text) {
            reason.push_str(": ");
            reason.push_str(&text);
        }
        cause = next.source();
    }
    reason
}
