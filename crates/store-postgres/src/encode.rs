//! Encodes values for the tables.

use chrono::{DateTime, Utc};
use store::StoreError;
use store::shared::codes::Coded;

use crate::failure::{Failure, Result};

/// A value as its code.
pub(crate) fn code(value: impl Coded) -> i16 {
    i16::try_from(value.code()).unwrap_or(-1)
}

/// A number of the feed, a version or a ticket's number. Numbers beyond the range of the database are beyond the desk's last
/// number as well.
pub(crate) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A limit of rows.
pub(crate) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A time in UTC milliseconds.
pub(crate) fn millis(time: Option<DateTime<Utc>>) -> Option<i64> {
    time.map(|time| time.timestamp_millis())
}

/// A value as JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Failure::Store(StoreError::Other(error.to_string())))
}

/// One column of many rows, as an array for `unnest`.
pub(crate) fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}
