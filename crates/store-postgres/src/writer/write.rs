//! Writes gathered rows, with one statement for each table.

use std::collections::HashMap;

use store::shared::places::folded;
use tickets::{Place, Ticket};
use tokio_postgres::types::ToSql;

use super::changes::{Changed, Changes};
use super::places;
use crate::encode::{self, code, column, json, millis};
use crate::failure::Result;
use crate::session::Session;

/// The columns of a ticket that change, as arrays for `unnest` from `$2` on.
const CHANGING: &str = "status, category, category_by, sure, modified_at, closed_at, version, description_version, \
    place_version, messages, last_word, waiting_since, stamp, place_id, place, assignment, description";
const ARRAYS: &str = "$2::smallint[], $3::smallint[], $4::smallint[], $5::boolean[], $6::bigint[], $7::bigint[], \
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::smallint[], $13::bigint[], $14::bigint[], \
    $15::bigint[], $16::text[], $17::text[], $18::text[]";

/// Writes the tickets, with the places that they name.
pub(crate) async fn tickets(session: &Session, changes: &Changes) -> Result<()> {
    let places = places::count_uses(session, changes).await?;
    let (new, changed): (Vec<&Changed>, Vec<&Changed>) =
        changes.tickets.iter().partition(|ticket| ticket.is_new);
    // New tickets first: another table may refer to them.
    if !new.is_empty() {
        insert(session, &new, &places).await?;
    }
    if !changed.is_empty() {
        update(session, &changed, &places).await?;
    }
    Ok(())
}

async fn insert(session: &Session, new: &[&Changed], places: &HashMap<String, i64>) -> Result<()> {
    let sql = format!(
        "insert into ticket (row_id, {CHANGING}, id, number, opened_at, follows)
        select * from unnest($1::bigint[], {ARRAYS}, $19::uuid[], $20::bigint[], $21::bigint[], $22::uuid[])"
    );
    let id = column(new, |new| new.ticket.id.0);
    let number = column(new, |new| new.ticket.number.map(encode::number));
    let opened_at = column(new, |new| new.ticket.opened_at.timestamp_millis());
    let follows = column(new, |new| new.ticket.follows.map(|id| id.0));
    let more: [&(dyn ToSql + Sync); 4] = [&id, &number, &opened_at, &follows];
    write(session, &sql, new, places, &more).await
}

async fn update(session: &Session, changed: &[&Changed], places: &HashMap<String, i64>) -> Result<()> {
    let set: Vec<String> = CHANGING
        .split(", ")
        .map(|column| format!("{column} = n.{column}"))
        .collect();
    let sql = format!(
        "update ticket t set {} from unnest($1::bigint[], {ARRAYS}) n (row_id, {CHANGING}) where t.row_id = n.row_id",
        set.join(", ")
    );
    write(session, &sql, changed, places, &[]).await
}

/// Executes a statement with the row in `$1`, the columns that change behind it, and `more` at the end.
async fn write(
    session: &Session,
    sql: &str,
    rows: &[&Changed],
    places: &HashMap<String, i64>,
    more: &[&(dyn ToSql + Sync)],
) -> Result<()> {
    let of = |ticket: &Ticket| {
        ticket
            .place
            .as_ref()
            .and_then(|place| places.get(&folded(place.as_str())).copied())
    };
    let assignments: Result<Vec<Option<String>>> = rows
        .iter()
        .map(|row| row.ticket.assignment.as_ref().map(json).transpose())
        .collect();
    let assignments = assignments?;
    let row_id = column(rows, |row| row.row);
    let status = column(rows, |row| code(row.ticket.status));
    let category = column(rows, |row| code(row.ticket.category));
    let category_by = column(rows, |row| code(row.ticket.category_by));
    let sure = column(rows, |row| row.ticket.sure());
    let modified_at = column(rows, |row| row.ticket.modified_at.timestamp_millis());
    let closed_at = column(rows, |row| millis(row.ticket.closed_at));
    let version = column(rows, |row| encode::number(row.ticket.version));
    let description_version = column(rows, |row| encode::number(row.ticket.description_version));
    let place_version = column(rows, |row| encode::number(row.ticket.place_version));
    let messages = column(rows, |row| i64::from(row.ticket.messages));
    let last_word = column(rows, |row| row.ticket.last_word.map(code));
    let waiting_since = column(rows, |row| millis(row.ticket.waiting_since));
    let stamp = column(rows, |row| encode::number(row.stamp));
    let place_id = column(rows, |row| of(&row.ticket));
    let place = column(rows, |row| row.ticket.place.as_ref().map(Place::as_str));
    let description = column(rows, |row| row.ticket.description.as_str());
    let mut values: Vec<&(dyn ToSql + Sync)> = vec![
        &row_id,
        &status,
        &category,
        &category_by,
        &sure,
        &modified_at,
        &closed_at,
        &version,
        &description_version,
        &place_version,
        &messages,
        &last_word,
        &waiting_since,
        &stamp,
        &place_id,
        &place,
        &assignments,
        &description,
    ];
    values.extend(more);
    session.execute(sql, &values).await.map(drop)
}

/// Writes what belongs to the tickets: lines of history, messages, corrections and counters.
pub(crate) async fn details(session: &Session, changes: &Changes) -> Result<()> {
    tokio::try_join!(
        history(session, changes),
        messages(session, changes),
        corrections(session, changes),
        super::counters::add(session, &changes.counters),
    )?;
    Ok(())
}

async fn history(session: &Session, changes: &Changes) -> Result<()> {
    let lines = &changes.lines;
    if lines.is_empty() {
        return Ok(());
    }
    let events: Result<Vec<String>> = lines.iter().map(|line| json(&line.entry.event)).collect();
    session
        .execute(
            "insert into history (ticket, version, command, fingerprint, at, role, name, event, stamp, given_at)
            select * from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::bytea[], $5::bigint[], $6::smallint[],
                $7::text[], $8::text[], $9::bigint[], $10::bigint[])",
            &[
                &column(lines, |line| line.row),
                &column(lines, |line| encode::number(line.entry.version)),
                &column(lines, |line| line.entry.command.0),
                &column(lines, |line| line.fingerprint.as_slice()),
                &column(lines, |line| line.entry.at.timestamp_millis()),
                &column(lines, |line| code(line.entry.role)),
                &column(lines, |line| line.entry.name.as_ref().map(tickets::Name::as_str)),
                &events?,
                &column(lines, |line| encode::number(line.stamp)),
                &column(lines, |line| millis(line.given_at)),
            ],
        )
        .await
        .map(drop)
}

async fn messages(session: &Session, changes: &Changes) -> Result<()> {
    let messages = &changes.messages;
    if messages.is_empty() {
        return Ok(());
    }
    session
        .execute(
            "insert into message (ticket, version, id, role, name, at, stamp, body)
            select * from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::smallint[], $5::text[], $6::bigint[],
                $7::bigint[], $8::text[])",
            &[
                &column(messages, |new| new.row),
                &column(messages, |new| encode::number(new.version)),
                &column(messages, |new| new.message.id.0),
                &column(messages, |new| code(new.message.role)),
                &column(messages, |new| new.message.name.as_ref().map(tickets::Name::as_str)),
                &column(messages, |new| new.message.created_at.timestamp_millis()),
                &column(messages, |new| encode::number(new.stamp)),
                &column(messages, |new| new.message.body.as_str()),
            ],
        )
        .await
        .map(drop)
}

async fn corrections(session: &Session, changes: &Changes) -> Result<()> {
    let corrections = &changes.corrections;
    if corrections.is_empty() {
        return Ok(());
    }
    session
        .execute(
            "insert into correction (number, ticket, version, at, classified, category)
            select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[], $6::smallint[])",
            &[
                &column(corrections, |new| new.number),
                &column(corrections, |new| new.row),
                &column(corrections, |new| encode::number(new.version)),
                &column(corrections, |new| new.at.timestamp_millis()),
                &column(corrections, |new| new.classified.map(code)),
                &column(corrections, |new| code(new.category)),
            ],
        )
        .await
        .map(drop)
}
