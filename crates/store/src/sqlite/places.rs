//! Places: one row for all spellings of a place, with the number of tickets that name it now, and its words.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Result, params, params_from_iter};
use tickets::Place;

use crate::shared::filter_words::place_words;
use crate::shared::places::folded;

/// The most words of places that a search for their beginning looks up.
const MOST_WORDS: usize = 64;

/// Counts one more ticket at a place; returns the place's id.
pub(super) fn add_use(connection: &Connection, place: Option<&Place>) -> Result<Option<i64>> {
    let Some(place) = place else {
        return Ok(None);
    };
    let (id, uses): (i64, i64) = connection
        .prepare_cached(
            "insert into place (name, folded, uses) values (?1, ?2, 1)
            on conflict do update set uses = uses + 1 returning id, uses",
        )?
        .query_row(params![place.as_str(), folded(place.as_str())], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if uses == 1 {
        add_words(connection, id, place.as_str())?;
    }
    Ok(Some(id))
}

/// Stores the words of a place.
pub(super) fn add_words(connection: &Connection, id: i64, place: &str) -> Result<()> {
    let mut add =
        connection.prepare_cached("insert or ignore into place_word (word, place) values (?1, ?2)")?;
    for word in place_words(place) {
        add.execute(params![word, id])?;
    }
    Ok(())
}

/// Counts one ticket less at a place.
pub(super) fn remove_use(connection: &Connection, place: Option<i64>) -> Result<()> {
    let mut less = connection.prepare_cached("update place set uses = uses - 1 where id = ?1")?;
    less.execute([place]).map(drop)
}

/// Deletes a place that no ticket names, with its words.
pub(super) fn delete_unused(connection: &Connection, place: &Place) -> Result<()> {
    let mut find = connection.prepare_cached("select id from place where folded = ?1 and uses = 0")?;
    let unused: Option<i64> = find
        .query_row([folded(place.as_str())], |row| row.get(0))
        .optional()?;
    let Some(id) = unused else {
        return Ok(());
    };
    connection.execute("delete from place_word where place = ?1", [id])?;
    connection
        .execute("delete from place where id = ?1", [id])
        .map(drop)
}

/// The id of a place, if it was ever used.
pub(super) fn find(connection: &Connection, place: &str) -> Result<Option<i64>> {
    connection
        .prepare_cached("select id from place where folded = ?1")?
        .query_row([folded(place)], |row| row.get(0))
        .optional()
}

/// The words of places that begin with `beginning`; `None` if there are more than [`MOST_WORDS`].
pub(super) fn words_beginning_with(connection: &Connection, beginning: &str) -> Result<Option<Vec<String>>> {
    let until = format!("{beginning}\u{10FFFF}");
    let limit = i64::try_from(MOST_WORDS + 1).unwrap_or(i64::MAX);
    let mut known = connection.prepare_cached(
        "select distinct word from place_word where word >= ?1 and word < ?2 order by word limit ?3",
    )?;
    let words = known.query_map(params![beginning, until, limit], |row| row.get(0))?;
    let words = words.collect::<Result<Vec<String>>>()?;
    Ok((words.len() <= MOST_WORDS).then_some(words))
}

/// Places in use that have a word beginning with each word of `text`, most used first.
pub(super) fn suggest(connection: &Connection, text: &str, limit: usize) -> Result<Vec<String>> {
    let mut sql = "select name from place p where uses > 0".to_owned();
    let mut values = Vec::new();
    for word in place_words(text) {
        sql.push_str(" and id in (select place from place_word where word >= ? and word < ?)");
        let until = format!("{word}\u{10FFFF}");
        values.extend([Value::from(word), Value::from(until)]);
    }
    sql.push_str(" order by uses desc, folded limit ?");
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(values), |row| row.get(0))?
        .collect()
}
