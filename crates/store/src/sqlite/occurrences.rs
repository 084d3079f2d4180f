//! Counts the tickets that contain a word.

use rusqlite::{Connection, Result, params};
use tickets::Filter;

use crate::shared::filter_words;

/// For each word, the number of tickets that contain exactly this word; `most` if there are more.
pub(super) fn of_words(
    connection: &Connection,
    words: &[String],
    unclosed: bool,
    most: usize,
) -> Result<Vec<usize>> {
    let filter = Filter {
        unclosed,
        ..Filter::default()
    };
    let scope = filter_words::of_filter(&filter, None, None);
    let scope: String = scope.iter().map(|word| format!(" AND \"{word}\"")).collect();
    let mut count = connection
        .prepare_cached("select count(*) from (select 1 from words where words match ?1 limit ?2)")?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut number =
        |word: &String| count.query_row(params![format!("\"{word}\"{scope}"), most], |row| row.get(0));
    words.iter().map(&mut number).collect()
}
