//! Copies what can be read of a damaged `drafts.db`.
//!
//! ```text
//!   rows    [ a  b  c  #  #  f  g ]      # is on a damaged page
//!             ──────▶        ◀────       each table is read from both ends, until the damage
//! ```

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Result, Row, params_from_iter};

/// The tables, their columns in the order of `migrations/drafts.sql`, and their keys.
const TABLES: [(&str, &[&str], &[&str]); 3] = [
    (
        "draft",
        &["page", "ticket", "role", "version", "fields", "saved_at"],
        &["page", "ticket", "role"],
    ),
    (
        "reported",
        &["ticket", "number", "reported_at", "messages_seen", "summary"],
        &["ticket"],
    ),
    (
        "notified",
        &["ticket", "messages", "answers", "closed"],
        &["ticket"],
    ),
];

/// Copies the readable rows of `damaged` into `to`; returns their number.
pub(super) fn recover(damaged: &Path, to: &Connection) -> usize {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(from) = Connection::open_with_flags(damaged, flags) else {
        return 0;
    };
    let mut copied = 0;
    for (table, columns, key) in TABLES {
        for direction in ["asc", "desc"] {
            // The error is the damage. Every row before it is copied.
            let _ = copy(&from, to, table, columns, &order(key, direction), &mut copied);
        }
    }
    copied
}

fn order(key: &[&str], direction: &str) -> String {
    let columns: Vec<_> = key.iter().map(|column| format!("{column} {direction}")).collect();
    columns.join(", ")
}

fn copy(
    from: &Connection,
    to: &Connection,
    table: &str,
    columns: &[&str],
    order: &str,
    copied: &mut usize,
) -> Result<()> {
    let values = vec!["?"; columns.len()].join(", ");
    let columns = columns.join(", ");
    let mut insert = to.prepare(&format!(
        "insert or ignore into {table} ({columns}) values ({values})"
    ))?;
    let mut select = from.prepare(&format!("select {columns} from {table} order by {order}"))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        *copied += insert.execute(params_from_iter(values_of(row)?))?;
    }
    Ok(())
}

fn values_of(row: &Row<'_>) -> Result<Vec<Value>> {
    (0..row.as_ref().column_count())
        .map(|column| row.get(column))
        .collect()
}
