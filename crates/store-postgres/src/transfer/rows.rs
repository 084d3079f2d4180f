//! Reads and writes rows of a desk without decoding them.

use store::transfer::{Kind, PAGE, Row, Table, Value};
use tokio_postgres::types::ToSql;

use crate::decode::get;
use crate::failure::Result;
use crate::session::Session;

/// The name of a table, and of its columns.
fn names(table: Table) -> (&'static str, &'static [&'static str]) {
    match table {
        Table::Places => ("place", &["id", "name", "folded", "uses"]),
        Table::Tickets => (
            "ticket",
            &[
                "row_id",
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
        Table::FollowUps => (
            "(select row_id, follows from ticket where follows is not null) f",
            &["row_id", "follows"],
        ),
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
            &["number", "ticket", "version", "at", "classified", "category"],
        ),
        Table::Models => (
            "model",
            &[
                "number",
                "version",
                "base",
                "adopted_at",
                "corrections",
                "trial",
                "layer",
            ],
        ),
        Table::Counts => ("tally", &["status", "category", "sure", "tickets"]),
        Table::Waiting => ("waiting_tally", &["category", "sure", "tickets"]),
        Table::Reviewed => ("reviewed", &["classified", "category", "tickets"]),
        Table::Learning => ("learning", &["one", "base", "learned_to", "in_use", "lesson"]),
        Table::Numbers => (
            "desk",
            &["one", "feed", "last_row", "last_number", "last_correction"],
        ),
    }
}

const fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "bigint",
        Kind::Flag => "boolean",
        Kind::Id => "uuid",
        Kind::Text => "text",
        Kind::Bytes => "bytea",
    }
}

/// A page of a table (see [`Rows::page`](store::transfer::Rows::page)).
pub(super) async fn page(session: &Session, table: Table, after: Option<&Row>) -> Result<Vec<Row>> {
    let (name, columns) = names(table);
    let selected = columns.iter().zip(table.kinds());
    let selected: Vec<String> = selected
        .map(|(column, kind)| format!("{column}::{}", sql_type(*kind)))
        .collect();
    let key = columns
        .iter()
        .take(table.key())
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    let after: Vec<&(dyn ToSql + Sync)> = after
        .into_iter()
        .flat_map(|row| row.iter().take(table.key()).filter_map(key_value))
        .collect();
    let condition = if after.is_empty() {
        String::new()
    } else {
        let values = table.kinds().iter().take(after.len()).enumerate();
        let values: Vec<String> = values
            .map(|(at, kind)| format!("${}::{}", at + 1, sql_type(*kind)))
            .collect();
        format!("where ({key}) > ({})", values.join(", "))
    };
    let selected = selected.join(", ");
    // Not an alias that a column of the table has: the order must be that of the table's own columns.
    let sql = format!("select {selected} from {name} {condition} order by {key} limit {PAGE}");
    let rows = session.rows(&sql, &after).await?;
    rows.iter().map(|row| values(row, table)).collect()
}

fn key_value(value: &Value) -> Option<&(dyn ToSql + Sync)> {
    match value {
        Value::Number(number) => Some(number),
        Value::Flag(flag) => Some(flag),
        Value::Id(_) | Value::Text(_) | Value::Bytes(_) => None,
    }
}

fn values(row: &tokio_postgres::Row, table: Table) -> Result<Row> {
    let kinds = table.kinds().iter().enumerate();
    kinds
        .map(|(at, kind)| {
            Ok(match kind {
                Kind::Number => Value::Number(get(row, at)?),
                Kind::Flag => Value::Flag(get(row, at)?),
                Kind::Id => Value::Id(get(row, at)?),
                Kind::Text => Value::Text(get(row, at)?),
                Kind::Bytes => Value::Bytes(get(row, at)?),
            })
        })
        .collect()
}

/// Writes rows of a table. A new desk has its one row of learning and its numbers already.
pub(super) async fn write(session: &Session, table: Table, rows: &[Row]) -> Result<()> {
    let (name, columns) = names(table);
    let kinds = table.kinds().iter().enumerate();
    let arrays: Vec<String> = kinds
        .map(|(at, kind)| format!("${}::{}[]", at + 1, sql_type(*kind)))
        .collect();
    let (arrays, new) = (arrays.join(", "), columns.join(", "));
    let sql = match table {
        Table::FollowUps => format!(
            "update ticket t set follows = n.follows from unnest({arrays}) n ({new}) where t.row_id = n.row_id"
        ),
        Table::Learning | Table::Numbers => {
            let set = columns
                .iter()
                .skip(1)
                .map(|column| format!("{column} = n.{column}"));
            let set = set.collect::<Vec<_>>().join(", ");
            format!("update {name} t set {set} from unnest({arrays}) n ({new}) where t.one = n.one")
        }
        _ => format!("insert into {name} ({new}) overriding system value select * from unnest({arrays})"),
    };
    let columns: Vec<Box<dyn ToSql + Sync>> = table
        .kinds()
        .iter()
        .enumerate()
        .map(|(at, kind)| column(rows, at, *kind))
        .collect();
    let values: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|column| &**column).collect();
    session.execute(&sql, &values).await.map(drop)
}

/// The values of a column, as an array.
fn column(rows: &[Row], at: usize, kind: Kind) -> Box<dyn ToSql + Sync> {
    macro_rules! values {
        ($kind:ident) => {
            Box::new(array(rows, at, |value| match value {
                Value::$kind(value) => value.as_ref(),
                _ => None,
            }))
        };
    }
    match kind {
        Kind::Number => values!(Number),
        Kind::Flag => values!(Flag),
        Kind::Id => values!(Id),
        Kind::Text => values!(Text),
        Kind::Bytes => values!(Bytes),
    }
}

fn array<T: Clone>(rows: &[Row], at: usize, inner: impl Fn(&Value) -> Option<&T>) -> Vec<Option<T>> {
    rows.iter()
        .map(|row| row.get(at).and_then(&inner).cloned())
        .collect()
}
