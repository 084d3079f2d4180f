//! The closed tickets that still have their texts.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Result, params};
use tickets::TicketId;

use super::decode;

/// Up to `limit` tickets that were closed before a time and were not anonymised, closed longest ago first.
pub(super) fn not_anonymised(
    connection: &Connection,
    closed_before: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<TicketId>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut closed = connection.prepare_cached(
        "select id, number from ticket indexed by ticket_not_anonymised
        where closed_at is not null and anonymised = 0 and closed_at < ?1 order by closed_at limit ?2",
    )?;
    let rows = closed.query(params![closed_before.timestamp_millis(), limit])?;
    decode::all_readable(rows, 1, |row| decode::id(row, 0).map(TicketId))
}
