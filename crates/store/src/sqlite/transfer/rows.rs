//! Reads and writes rows of a desk without decoding them.

use rusqlite::types::{ToSql, ToSqlOutput};
use rusqlite::{Connection, Result, params_from_iter};
use uuid::Uuid;

use crate::transfer::{Kind, PAGE, Row, Table, Value};

/// The name of a table, and of its columns.
fn names(table: Table) -> (&'static str, &'static [&'static str]) {
    match table {
        Table::Places => ("place", &["id", "name", "folded", "uses"]),
        Table::Tickets => (
            "ticket",
            &[
                "row",
                "id",
                "number",
                "status",
                "category",
                "category_by",
                "sure",
                "opened_at",
                "modified_at",
                "closed_at",
                "version",
                "description_version",
                "place_version",
                "messages",
                "last_word",
                "waiting_since",
                "stamp",
                "anonymised",
                "place_id",
                "place",
                "assignment",
                "description",
            ],
        ),
        Table::FollowUps => ("follow_up", &["ticket", "follows"]),
        Table::Messages => (
            "message",
            &["ticket", "version", "id", "role", "name", "at", "stamp", "body"],
        ),
        Table::History => (
            "history",
            &[
                "ticket",
                "version",
                "command",
                "fingerprint",
                "at",
                "role",
                "name",
                "event",
                "stamp",
                "first_stamp",
                "given_at",
            ],
        ),
        Table::Corrections => (
            "correction",
            &["number", "ticket", "version", "at", "sorted", "category"],
        ),
        Table::Models => (
            "model",
            &[
                "number",
                "version",
                "base",
                "taken_at",
                "corrections",
                "trial",
                "layer",
            ],
        ),
        Table::Counts => ("tally", &["status", "category", "sure", "tickets"]),
        Table::Waiting => ("waiting_tally", &["category", "sure", "tickets"]),
        Table::Reviewed => ("judged", &["sorted", "category", "tickets"]),
        Table::Learning => ("learning", &["one", "base", "learned_to", "in_use", "lesson"]),
        Table::Numbers => (
            "desk",
            &[
                "one",
                "feed",
                "last_row",
                "last_number",
                "(select coalesce(max(number), 0) from correction)",
            ],
        ),
    }
}

/// A page of a table (see [`Rows::page`](crate::transfer::Rows::page)).
pub(super) fn page(connection: &Connection, table: Table, after: Option<&Row>) -> Result<Vec<Row>> {
    let (name, columns) = names(table);
    let key = columns
        .iter()
        .take(table.key())
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    let after = after.into_iter().flat_map(|row| row.iter().take(table.key()));
    let after: Vec<&Value> = after.collect();
    let condition = match after.len() {
        0 => String::new(),
        values => format!("where ({key}) > ({})", vec!["?"; values].join(", ")),
    };
    let columns = columns.join(", ");
    let sql = format!("select {columns} from {name} {condition} order by {key} limit {PAGE}");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(after), |row| {
        let kinds = table.kinds().iter().enumerate();
        kinds.map(|(at, kind)| value(row, at, *kind)).collect()
    })?;
    rows.collect()
}

fn value(row: &rusqlite::Row<'_>, at: usize, kind: Kind) -> Result<Value> {
    Ok(match kind {
        Kind::Number => Value::Number(row.get(at)?),
        Kind::Flag => Value::Flag(row.get(at)?),
        Kind::Id => {
            let bytes: Option<[u8; 16]> = row.get(at)?;
            Value::Id(bytes.map(Uuid::from_bytes))
        }
        Kind::Text => Value::Text(row.get(at)?),
        Kind::Bytes => Value::Bytes(row.get(at)?),
    })
}

/// Writes rows of a table. A new desk has its one row of learning and its numbers already.
pub(super) fn write(connection: &Connection, table: Table, rows: &[Row]) -> Result<()> {
    let (name, columns) = names(table);
    let sql = match table {
        // The last correction is not stored: it is the last one in its table.
        Table::Numbers => {
            "update desk set feed = ?2, last_row = ?3, last_number = ?4 where one = ?1".to_owned()
        }
        _ => {
            let insert = if table == Table::Learning {
                "insert or replace"
            } else {
                "insert"
            };
            let values = vec!["?"; columns.len()].join(", ");
            format!("{insert} into {name} ({}) values ({values})", columns.join(", "))
        }
    };
    let mut statement = connection.prepare_cached(&sql)?;
    for row in rows {
        let values = row.iter().take(statement.parameter_count());
        statement.execute(params_from_iter(values))?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Flag(flag) => flag.to_sql(),
            Self::Id(id) => Ok(match id {
                Some(id) => ToSqlOutput::from(id.as_bytes().as_slice()),
                None => ToSqlOutput::from(rusqlite::types::Null),
            }),
            Self::Text(text) => text.to_sql(),
            Self::Bytes(bytes) => bytes.to_sql(),
        }
    }
}
