//! An empty database that becomes a desk. Until then its row says so, and no hub opens it; the next move to it begins again.

use std::collections::HashSet;

use store::StoreError;
use store::transfer::{Row, Rows, Table, Target, Value};
use tickets::Ticket;

use super::{Alone, rows};
use crate::address::Address;
use crate::decode::{Listed, all_readable, get};
use crate::failure::Result;
use crate::migrate::Migration;
use crate::session::Session;
use crate::writer::{self, places};

/// The number of tickets that are indexed at once.
const CHUNK: i64 = 500;

/// A database in which a desk is being written.
pub struct PostgresTarget(Alone);

impl PostgresTarget {
    /// Begins a desk in a database that has none, or only a part of one.
    ///
    /// # Errors
    /// [`StoreError`] if the database has a desk, or hubs are connected to it.
    pub fn create(address: &Address) -> std::result::Result<Self, StoreError> {
        let alone = Alone::connect(address, Migration::Allowed)?;
        alone.run(async |session| begin(session, &alone.place).await)?;
        Ok(Self(alone))
    }
}

async fn begin(session: &Session, place: &str) -> Result<()> {
    // A new desk has no number of the feed, no number of a ticket, and no model.
    let sql = "update desk set incomplete = now()::text where one = 1 and (incomplete is not null
        or feed = 0 and last_number = 0 and not exists (select 1 from ticket) and not exists (select 1 from model))";
    if session.execute(sql, &[]).await? == 0 {
        let used = format!("{place} has a desk already. Nothing was changed. Create an empty database");
        return Err(StoreError::Other(used).into());
    }
    session
        .run(
            "truncate correction, message, history, words, later_words, place_word, ticket, place, tally, waiting_tally,
                reviewed, model, device restart identity;
            set synchronous_commit = off",
        )
        .await
}

impl Rows for PostgresTarget {
    fn page(&mut self, table: Table, after: Option<&Row>) -> std::result::Result<Vec<Row>, StoreError> {
        self.0
            .run(async |session| rows::page(session, table, after).await)
    }
}

impl Target for PostgresTarget {
    fn write(&mut self, table: Table, rows: Vec<Row>) -> std::result::Result<(), StoreError> {
        self.0.run(async |session| {
            rows::write(session, table, &rows).await?;
            if table == Table::Places {
                let named = rows.iter().filter_map(|row| match row.as_slice() {
                    [Value::Number(Some(id)), Value::Text(Some(name)), ..] => Some((*id, name.as_str())),
                    _ => None,
                });
                places::add_words(session, named).await?;
            }
            Ok(())
        })
    }

    fn derive(&mut self, progress: &mut dyn FnMut(u64)) -> std::result::Result<(), StoreError> {
        let (mut after, mut done) = (i64::MIN, 0);
        while let Some((last, tickets)) = self.0.run(async |session| index(session, after).await)? {
            after = last;
            done += tickets;
            progress(done);
        }
        // New places and models get the next numbers; searches need to know how common a word is.
        self.0.run(async |session| {
            session
                .run(
                    "select setval(pg_get_serial_sequence('place', 'id'), coalesce(max(id), 0) + 1, false) from place;
                    select setval(pg_get_serial_sequence('model', 'number'), coalesce(max(number), 0) + 1, false) from model;
                    analyze ticket; analyze message; analyze history; analyze words; analyze later_words; analyze place",
                )
                .await
        })
    }

    fn finish(self: Box<Self>) -> std::result::Result<(), StoreError> {
        self.0.run(async |session| {
            session
                .run(
                    "set synchronous_commit = on;
                    update desk set generation = gen_random_uuid(), incomplete = null where one = 1",
                )
                .await
        })
    }
}

/// Indexes the next tickets after a row; returns the last row and the number of tickets. `None`: there are none.
async fn index(session: &Session, after: i64) -> Result<Option<(i64, u64)>> {
    // Whether a ticket was reviewed here, and not where it was imported from, is not stored: a correction says so, and a closing that
    // was a command.
    let sql = format!(
        "select t.row_id, exists (select 1 from correction c where c.ticket = t.row_id)
            or t.status = 2 and exists (select 1 from history h where h.ticket = t.row_id and h.version = t.version
                and h.fingerprint <> '\\x00000000000000000000000000000000'), {}
        from ticket t where t.row_id > $1 order by t.row_id limit $2",
        Ticket::COLUMNS
    );
    let found = session.rows(&sql, &[&after, &CHUNK]).await?;
    let Some(last) = found.last() else { return Ok(None) };
    let last: i64 = get(last, 0)?;
    let mut reviewed = HashSet::new();
    for row in &found {
        if get(row, 1)? {
            reviewed.insert(get::<i64>(row, 0)?);
        }
    }
    let tickets = all_readable(&found, 3, |row| Ok((get(row, 0)?, Ticket::read(row, 2)?)))?;
    let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
    writer::index_moved(session, tickets, &reviewed).await?;
    Ok(Some((last, count)))
}
