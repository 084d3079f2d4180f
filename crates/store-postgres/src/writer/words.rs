//! Writes the tokens of tickets: one row for each ticket with its texts, the beginning of its thread and its filter words, and
//! one row for each message behind that beginning, so that the cost of a command does not grow with the thread.

use std::collections::HashMap;

use store::shared::filter_words;
use store::shared::places::folded;
use store::shared::tokens::{index_text, join_thread};
use tokio_postgres::Row;

use super::changes::{Changed, Changes};
use crate::decode::get;
use crate::encode::column;
use crate::failure::Result;
use crate::lexemes::{Vector, time_words};
use crate::session::{Session, Values};

/// The maximum length of a thread's beginning, in bytes: more than the whole thread of most tickets.
const BEGINNING: usize = 8_000;

/// The beginning of a thread, and its messages behind it that are not indexed yet.
#[derive(Debug, Default)]
struct Thread {
    names: Vec<Option<String>>,
    texts: Vec<String>,
    length: usize,
    first_later: Option<i64>,
    later: Vec<(i64, String)>,
}

/// Indexes the tickets that changed. Their messages and lines of history are written already.
pub(crate) async fn index(session: &Session, changes: &Changes) -> Result<()> {
    let rows = column(&changes.tickets, |changed| changed.row);
    if rows.is_empty() {
        return Ok(());
    }
    let mut threads = threads(session, &rows).await?;
    for new in &changes.messages {
        // A message behind a beginning that is complete; the others were read.
        let thread = threads.entry(new.row).or_default();
        let version = crate::encode::number(new.version);
        if thread.first_later.is_some_and(|first| version >= first)
            && !thread.later.iter().any(|(known, _)| *known == version)
        {
            let name = new.message.name.as_ref().map(|name| name.as_str().to_owned());
            thread
                .later
                .push((version, later(name, new.message.body.as_str().to_owned())));
        }
    }
    let places = places(session, &changes.tickets).await?;
    let tokens: Vec<String> = changes
        .tickets
        .iter()
        .map(|changed| tokens(changed, threads.get_mut(&changed.row), &places))
        .collect();
    let first_later = column(&rows, |row| {
        threads.get(row).and_then(|thread| thread.first_later)
    });
    let opened_at = column(&changes.tickets, |changed| {
        changed.ticket.opened_at.timestamp_millis()
    });
    let messages: Vec<(i64, i64, String)> = threads
        .into_iter()
        .flat_map(|(row, thread)| {
            thread
                .later
                .into_iter()
                .map(move |(version, text)| (row, version, text))
        })
        .collect();
    let values: Values<'_> = &[&rows, &opened_at, &first_later, &tokens];
    tokio::try_join!(
        session.execute(
            "insert into words (ticket, opened_at, first_later, tokens)
            select ticket, opened_at, first_later, tokens::tsvector
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) n (ticket, opened_at, first_later, tokens)
            on conflict (ticket) do update set first_later = excluded.first_later, tokens = excluded.tokens",
            values,
        ),
        index_later(session, &messages),
    )?;
    Ok(())
}

/// Writes the tokens of messages behind the beginning of their thread: row, version, vector.
pub(super) async fn index_later(session: &Session, messages: &[(i64, i64, String)]) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    session
        .execute(
            "insert into later_words (ticket, version, tokens)
            select ticket, version, tokens::tsvector
            from unnest($1::bigint[], $2::bigint[], $3::text[]) n (ticket, version, tokens)
            on conflict (ticket, version) do update set tokens = excluded.tokens",
            &[
                &column(messages, |(row, ..)| *row),
                &column(messages, |(_, version, _)| *version),
                &column(messages, |(.., text)| text.as_str()),
            ],
        )
        .await
        .map(drop)
}

/// The vector of one message.
pub(super) fn later(name: Option<String>, body: String) -> String {
    let mut vector = Vector::default();
    vector.add_text(&join_thread(vec![name], vec![body]));
    vector.into_text()
}

/// The vector of a ticket.
fn tokens(changed: &Changed, thread: Option<&mut Thread>, places: &HashMap<String, i64>) -> String {
    let ticket = &changed.ticket;
    let mut vector = Vector::default();
    vector.add_text(&index_text(ticket.description.as_str()));
    if let Some(place) = &ticket.place {
        vector.add_text(&index_text(place.as_str()));
    }
    if let Some(thread) = thread {
        let (names, texts) = (
            std::mem::take(&mut thread.names),
            std::mem::take(&mut thread.texts),
        );
        vector.add_text(&join_thread(names, texts));
    }
    let reviewed = ticket.reviewed_category().filter(|_| !changed.is_imported);
    let place = ticket
        .place
        .as_ref()
        .and_then(|place| places.get(&folded(place.as_str())).copied());
    for word in filter_words::of_ticket(ticket, place, reviewed)
        .iter()
        .chain(&time_words(ticket.opened_at))
    {
        vector.add_word(word);
    }
    vector.into_text()
}

/// The ids of the tickets' places, by their folded form.
async fn places(session: &Session, tickets: &[Changed]) -> Result<HashMap<String, i64>> {
    let forms = tickets.iter().filter_map(|changed| changed.ticket.place.as_ref());
    let forms: Vec<String> = forms.map(|place| folded(place.as_str())).collect();
    let mut ids = HashMap::new();
    if !forms.is_empty() {
        for row in session
            .rows("select folded, id from place where folded = any($1)", &[&forms])
            .await?
        {
            ids.insert(get(&row, 0)?, get(&row, 1)?);
        }
    }
    Ok(ids)
}

/// The beginnings of the threads of tickets, each with the name of the reporter first.
async fn threads(session: &Session, rows: &[i64]) -> Result<HashMap<i64, Thread>> {
    let of_rows: Values<'_> = &[&rows];
    let (reporters, ends, messages) = tokio::try_join!(
        session.rows("select ticket, name from history where ticket = any($1) and version = 1", of_rows),
        session.rows("select ticket, first_later from words where ticket = any($1)", of_rows),
        session.rows(
            "select m.ticket, m.version, m.name, m.body from message m left join words w on w.ticket = m.ticket
            where m.ticket = any($1) and (w.first_later is null or m.version < w.first_later)
            order by m.ticket, m.version",
            of_rows,
        ),
    )?;
    let mut threads: HashMap<i64, Thread> = HashMap::new();
    for row in &reporters {
        threads.entry(get(row, 0)?).or_default().names.push(get(row, 1)?);
    }
    for row in &ends {
        threads.entry(get(row, 0)?).or_default().first_later = get(row, 1)?;
    }
    for row in &messages {
        threads.entry(get(row, 0)?).or_default().add(row)?;
    }
    Ok(threads)
}

impl Thread {
    /// Adds a message of the beginning. If the beginning is full, it ends before this message.
    fn add(&mut self, row: &Row) -> Result<()> {
        let (version, name, body): (i64, Option<String>, String) = (get(row, 1)?, get(row, 2)?, get(row, 3)?);
        self.length += body.len();
        let behind = |first: i64| version >= first;
        if self.first_later.is_none() && self.length > BEGINNING {
            self.first_later = Some(version);
        }
        if self.first_later.is_some_and(behind) {
            self.later.push((version, later(name, body)));
        } else {
            self.texts.push(body);
            self.names.push(name);
        }
        Ok(())
    }
}
