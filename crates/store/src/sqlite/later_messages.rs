//! The full text of long threads.
//!
//! FTS5 cannot add to a row: a row is replaced as a whole. A ticket's row in `words` therefore has only the beginning
//! of the thread, so that replacing it has a limited cost. Each message behind the beginning is a row of its own in
//! `later_messages`, written once:
//!
//! ```text
//!   words            description | place | messages 1, 2, 3 … up to 8,000 bytes | filter words
//!   later_messages   message 12
//!                    message 13 …       rowid = row of the ticket, version of the ticket after the message
//! ```
//!
//! A search finds a ticket whose terms are spread over both tables: see `select/long_threads.rs`.

use rusqlite::{Connection, OptionalExtension, Result, params};
use tickets::Message;

use crate::shared::tokens::join_thread;

/// The maximum length of a thread's beginning, in bytes: more than the whole thread of most tickets. Longer beginnings
/// cost more at each command; shorter ones make more threads long, which a search has to look at one by one.
pub(super) const BEGINNING: usize = 8_000;

/// The number of low bits of a rowid that contain the version.
pub(super) const VERSION_BITS: u32 = 24;
const LAST_VERSION: i64 = (1 << VERSION_BITS) - 1;

/// The beginning of a thread.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Beginning {
    /// Its messages.
    pub texts: Vec<String>,
    /// The names of their authors.
    pub names: Vec<Option<String>>,
    /// The version of the first message behind the beginning; `None` if there is none.
    pub first_later: Option<i64>,
}

impl Beginning {
    /// The beginning of the thread of the ticket at `row`: its first messages, of at most `limit` bytes.
    pub(super) fn read(connection: &Connection, row: i64, limit: usize) -> Result<Self> {
        let mut query = connection
            .prepare_cached("select version, body, name from message where ticket = ?1 order by version")?;
        let mut rows = query.query([row])?;
        let mut beginning = Self::default();
        let mut length = 0;
        while let Some(message) = rows.next()? {
            let body: String = message.get(1)?;
            length += body.len();
            if length > limit {
                beginning.first_later = Some(message.get(0)?);
                break;
            }
            beginning.texts.push(body);
            beginning.names.push(message.get(2)?);
        }
        Ok(beginning)
    }
}

/// Indexes the messages of a ticket from version `first` on that are not indexed yet.
pub(super) fn index(connection: &Connection, row: i64, first: i64) -> Result<()> {
    let last_indexed: Option<i64> = connection
        .prepare_cached(
            "select rowid from later_messages where rowid >= ?1 and rowid <= ?2 order by rowid desc limit 1",
        )?
        .query_row([rowid(row, 0), rowid(row, LAST_VERSION)], |row| row.get(0))
        .optional()?;
    let next = last_indexed.map_or(first, |last| (last & LAST_VERSION) + 1);
    let mut later = connection.prepare_cached(
        "select version, body, name from message where ticket = ?1 and version >= ?2 and version <= ?3
        order by version",
    )?;
    let mut insert = connection.prepare_cached("insert into later_messages (rowid, body) values (?1, ?2)")?;
    let mut rows = later.query([row, first.max(next), LAST_VERSION])?;
    while let Some(message) = rows.next()? {
        let text = join_thread(vec![message.get(2)?], vec![message.get(1)?]);
        insert.execute(params![rowid(row, message.get(0)?), text])?;
    }
    Ok(())
}

/// Replaces the index of the message that made a version of a ticket, if the message is indexed here.
pub(super) fn replace(connection: &Connection, row: i64, version: i64, message: &Message) -> Result<()> {
    let rowid = rowid(row, version);
    let mut delete = connection.prepare_cached("delete from later_messages where rowid = ?1")?;
    let mut find = connection.prepare_cached("select 1 from later_messages where rowid = ?1")?;
    if find.exists([rowid])? {
        delete.execute([rowid])?;
        let name = message.name.as_ref().map(|name| name.as_str().to_owned());
        let body = message.body.as_str().to_owned();
        connection
            .prepare_cached("insert into later_messages (rowid, body) values (?1, ?2)")?
            .execute(params![rowid, join_thread(vec![name], vec![body])])?;
    }
    Ok(())
}

/// Deletes the rows of a ticket.
pub(super) fn remove(connection: &Connection, row: i64) -> Result<()> {
    let mut delete =
        connection.prepare_cached("delete from later_messages where rowid >= ?1 and rowid <= ?2")?;
    delete
        .execute([rowid(row, 0), rowid(row, LAST_VERSION)])
        .map(drop)
}

/// Whether any thread of the desk is long.
pub(super) fn exist(connection: &Connection) -> Result<bool> {
    let any = connection
        .prepare_cached("select 1 from later_messages limit 1")?
        .query_row([], |_| Ok(()))
        .optional()?;
    Ok(any.is_some())
}

fn rowid(row: i64, version: i64) -> i64 {
    (row << VERSION_BITS) | version
}
