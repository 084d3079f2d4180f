//! Places: one row for all spellings that differ only by case, with the number of tickets that name it now.

use rusqlite::{Connection, OptionalExtension, Result, params};
use tickets::Place;

use crate::shared::places::folded;

/// Counts one more ticket at a place; returns the place's id.
pub(super) fn add_use(connection: &Connection, place: Option<&Place>) -> Result<Option<i64>> {
    let Some(place) = place else {
        return Ok(None);
    };
    connection
        .prepare_cached(
            "insert into place (name, folded, uses) values (?1, ?2, 1)
            on conflict do update set uses = uses + 1 returning id",
        )?
        .query_row(params![place.as_str(), folded(place.as_str())], |row| row.get(0))
        .map(Some)
}

/// Counts one ticket less at a place.
pub(super) fn remove_use(connection: &Connection, place: Option<i64>) -> Result<()> {
    let mut less = connection.prepare_cached("update place set uses = uses - 1 where id = ?1")?;
    less.execute([place]).map(drop)
}

/// The id of a place, if it was ever used.
pub(super) fn find(connection: &Connection, place: &str) -> Result<Option<i64>> {
    connection
        .prepare_cached("select id from place where folded = ?1")?
        .query_row([folded(place.trim())], |row| row.get(0))
        .optional()
}

/// Places in use that begin with `prefix`, most used first.
pub(super) fn beginning_with(connection: &Connection, prefix: &str, limit: usize) -> Result<Vec<String>> {
    let from = folded(prefix.trim_start());
    let until = format!("{from}\u{10FFFF}");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "select name from place where folded >= ?1 and folded < ?2 and uses > 0
            order by uses desc, folded limit ?3",
        )?
        .query_map(params![from, until, limit], |row| row.get(0))?
        .collect()
}
