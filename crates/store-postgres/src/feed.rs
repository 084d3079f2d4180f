//! Reads the feed: what changed since a number.

use std::collections::HashMap;

use store::shared::mark::mark;
use store::{BYTES, Changes, Fact, Facts, HistoryLine, LINES};
use tickets::{CommandId, Message, Ticket, TicketId};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::decode::{self, Listed, all_readable, coded, get, optional_time, time};
use crate::encode;
use crate::failure::{Failure, Result};
use crate::follow::position;
use crate::session::Session;

/// The tickets, messages and lines of history whose stamps are greater than `after`.
pub(crate) async fn changes(session: &Session, after: u64, limit: usize) -> Result<Changes> {
    let stamps = "(select distinct stamp from ticket where stamp > $1 order by stamp limit $2)
        union (select distinct stamp from message where stamp > $1 order by stamp limit $2)";
    let lines = "select stamp from history where stamp > $1";
    let most_lines = limit.max(1).saturating_mul(LINES);
    let until = last_covered(session, stamps, after, limit).await?;
    let until = until.min(last_covered(session, lines, after, most_lines).await?);
    let until = within_bytes(session, SIZES, after, until).await?;
    let ((_, desk), tickets, messages, history, mark) = tokio::try_join!(
        position(session),
        tickets_of(session, "true", after, until),
        messages_of(session, "true", after, until),
        history_of(session, "true", after, until),
        mark_at(session, until),
    )?;
    Ok(Changes {
        desk,
        tickets,
        messages,
        history,
        next: until,
        mark,
    })
}

/// The stamps and the sizes of all rows from `$1` (exclusive) to `$2`. The constants are the other fields of a row in JSON.
const SIZES: &str =
    "select stamp, 800 + octet_length(description) + coalesce(octet_length(assignment), 0) as size
        from ticket where stamp > $1 and stamp <= $2
    union all select stamp, 300 + octet_length(body) from message where stamp > $1 and stamp <= $2
    union all select stamp, 300 + octet_length(event) from history where stamp > $1 and stamp <= $2";

/// The last stamp that an answer covers: the `limit`th of the stamps, or the head if there are fewer. A follower beyond the head
/// receives the head, which is less than its own position. `stamps` selects stamps beyond `$1`; `$2` is the limit.
pub(crate) async fn last_covered(session: &Session, stamps: &str, after: u64, limit: usize) -> Result<u64> {
    let limit = encode::limit(limit.max(1));
    let nth = format!("select stamp from ({stamps}) s order by stamp limit 1 offset $2::bigint - 1");
    match session.optional(&nth, &[&encode::number(after), &limit]).await? {
        Some(row) => decode::number(&row, 0),
        None => Ok(position(session).await?.0),
    }
}

/// The last stamp up to `until` that an answer of at most [`BYTES`] bytes covers; at least the first stamp. `sizes` selects
/// stamps with the size of a row, from `$1` (exclusive) to `$2`.
pub(crate) async fn within_bytes(session: &Session, sizes: &str, after: u64, until: u64) -> Result<u64> {
    let sql = format!(
        "select coalesce(max(stamp) filter (where total <= $3), min(stamp)) from (
            select stamp, sum(size) over (order by stamp) as total from ({sizes}) s) t
        having bool_or(total > $3)"
    );
    let most = i64::try_from(BYTES).unwrap_or(i64::MAX);
    let cut = session
        .optional(&sql, &[&encode::number(after), &encode::number(until), &most])
        .await?;
    cut.map_or(Ok(until), |row| decode::number(&row, 0))
}

/// The tickets `t` that meet a condition, with a stamp from `after` (exclusive) to `until`.
pub(crate) async fn tickets_of(
    session: &Session,
    condition: &str,
    after: u64,
    until: u64,
) -> Result<Vec<Ticket>> {
    let sql = format!(
        "select {} from ticket t where {condition} and t.stamp > $1 and t.stamp <= $2 order by t.stamp, t.row_id",
        Ticket::COLUMNS
    );
    let rows = session
        .rows(&sql, &[&encode::number(after), &encode::number(until)])
        .await?;
    all_readable(&rows, 1, |row| Ticket::read(row, 0))
}

/// The messages of tickets `t` that meet a condition, with a stamp from `after` (exclusive) to `until`.
pub(crate) async fn messages_of(
    session: &Session,
    condition: &str,
    after: u64,
    until: u64,
) -> Result<Vec<Message>> {
    let sql = format!(
        "select {}, t.id, t.number from message m join ticket t on t.row_id = m.ticket
        where {condition} and m.stamp > $1 and m.stamp <= $2 order by m.stamp, m.ticket, m.version",
        decode::MESSAGE
    );
    let rows = session
        .rows(&sql, &[&encode::number(after), &encode::number(until)])
        .await?;
    all_readable(&rows, 6, |row| decode::message(row, 0, TicketId(get(row, 5)?)))
}

/// The lines of history of tickets `t` that meet a condition, with a stamp from `after` (exclusive) to `until`.
pub(crate) async fn history_of(
    session: &Session,
    condition: &str,
    after: u64,
    until: u64,
) -> Result<Vec<HistoryLine>> {
    let sql = format!(
        "select {}, t.id, t.number, h.given_at from history h join ticket t on t.row_id = h.ticket
        where {condition} and h.stamp > $1 and h.stamp <= $2 order by h.stamp, h.ticket, h.version",
        decode::ENTRY
    );
    let rows = session
        .rows(&sql, &[&encode::number(after), &encode::number(until)])
        .await?;
    all_readable(&rows, 7, |row| {
        Ok(HistoryLine {
            entry: decode::entry(row, 0)?,
            ticket: TicketId(get(row, 6)?),
            given_at: optional_time(row, 8)?,
        })
    })
}

/// The mark of a number, from the lowest command id with that stamp.
pub(crate) async fn mark_at(session: &Session, stamp: u64) -> Result<Option<Uuid>> {
    let sql = "select command, at from history where stamp = $1 and first_stamp is null
        union all select command, at from history where first_stamp = $1 order by command limit 1";
    let found = session.optional(sql, &[&encode::number(stamp)]).await?;
    found
        .map(|row| Ok(mark(CommandId(get(&row, 0)?), time(&row, 1)?)))
        .transpose()
}

/// The facts of the tickets whose stamps are greater than `after`.
pub(crate) async fn facts(session: &Session, after: u64, limit: usize) -> Result<Facts> {
    let stamps = "select distinct stamp from ticket where stamp > $1";
    let until = last_covered(session, stamps, after, limit).await?;
    let sql = "select t.row_id, t.opened_at, t.closed_at, t.status, t.category, t.place_id, p.name, t.stamp
        from ticket t left join place p on p.id = t.place_id
        where t.stamp > $1 and t.stamp <= $2 order by t.stamp, t.row_id";
    let rows = session
        .rows(sql, &[&encode::number(after), &encode::number(until)])
        .await?;
    let (mut places, mut facts) = (Places::default(), Vec::with_capacity(rows.len()));
    let (mut until, mut covered) = (until, after);
    for row in &rows {
        let stamp = decode::number(row, 7)?;
        if stamp > covered && !facts.is_empty() && size(&facts, &places) > BYTES {
            until = covered;
            break;
        }
        covered = stamp;
        let which = || format!("the facts of row {}", get(row, 0).unwrap_or(-1_i64));
        facts.extend(decode::readable(fact(row, &mut places), which)?);
    }
    let ((_, desk), mark) = tokio::try_join!(position(session), mark_at(session, until))?;
    Ok(Facts {
        desk,
        places: places.names,
        rows: facts,
        next: until,
        mark,
    })
}

fn fact(row: &Row, places: &mut Places) -> Result<Fact> {
    let row_id: i64 = get(row, 0)?;
    Ok(Fact {
        row: u32::try_from(row_id).map_err(|error| Failure::Unreadable(error.to_string()))?,
        opened_ms: get(row, 1)?,
        closed_ms: get(row, 2)?,
        status: coded(row, 3)?,
        category: coded(row, 4)?,
        place: places.index(get(row, 5)?, get(row, 6)?),
    })
}

/// About the size of facts in JSON.
fn size(facts: &[Fact], places: &Places) -> u64 {
    let rows = u64::try_from(facts.len()).unwrap_or(u64::MAX);
    rows.saturating_mul(64).saturating_add(places.bytes)
}

/// The places of one answer, each once.
#[derive(Default)]
struct Places {
    names: Vec<String>,
    indexes: HashMap<i64, u32>,
    bytes: u64,
}

impl Places {
    /// The index of a place in the answer.
    fn index(&mut self, id: Option<i64>, name: Option<&str>) -> Option<u32> {
        let (id, name) = (id?, name?);
        if let Some(index) = self.indexes.get(&id) {
            return Some(*index);
        }
        let index = u32::try_from(self.names.len()).ok()?;
        self.bytes += u64::try_from(name.len()).unwrap_or(u64::MAX);
        self.names.push(name.to_owned());
        self.indexes.insert(id, index);
        Some(index)
    }
}
