//! Imports: many tickets in one transaction, written in chunks.

use std::collections::{HashMap, HashSet};

use store::shared::fingerprint::IMPORTED;
use store::{ImportFailed, Imported, ImportedTicket, StoreError};
use tickets::{Message, Place, Ticket};
use uuid::Uuid;

use super::changes::Changes;
use super::head::Head;
use super::{words, write};
use crate::decode::{get, optional_number};
use crate::encode::{self, code, column};
use crate::failure::{Failure, Result};
use crate::session::Session;

/// The number of tickets that are compared and written at once; progress is reported once for each chunk.
const CHUNK: usize = 1_000;

/// Why an import was not written.
#[derive(Debug)]
pub(super) enum Failed {
    /// The line of the ticket that conflicts, and why.
    Row(u64, String),
    Database(Failure),
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self::Database(failure)
    }
}

impl Failed {
    pub(super) fn into_import_failed(self, place: &str) -> ImportFailed {
        match self {
            Self::Row(line, reason) => ImportFailed::Row(line, reason),
            Self::Database(failure) => failure.into_store_error(place).into(),
        }
    }
}

/// Writes the tickets that the desk does not have, inside a transaction that the caller begins and commits; returns the feed's
/// last number.
pub(super) async fn import(
    session: &Session,
    tickets: Vec<ImportedTicket>,
    mut progress: impl FnMut(usize),
) -> Result<(Imported, u64), Failed> {
    let mut head = Head::lock(session).await?;
    let mut import = Import {
        session,
        last_row: head.row,
        found: HashSet::new(),
        numbers: HashSet::new(),
        ids: HashSet::new(),
        result: Imported::default(),
    };
    // Imported numbers are reserved, so that no other ticket gets them.
    let numbers = tickets.iter().filter_map(|imported| imported.ticket.number);
    let reserved = numbers.fold(head.number, u64::max);
    let mut done = 0;
    let mut tickets = tickets.into_iter();
    loop {
        let chunk: Vec<ImportedTicket> = tickets.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        progress(done);
        done += chunk.len();
        let mut changes = Changes::default();
        let new = import.without_known(chunk).await?;
        if !new.is_empty() {
            head.number = head.number.max(reserved);
        }
        for imported in new {
            add(&mut changes, &mut head, imported);
        }
        write::tickets(session, &changes).await?;
        write::details(session, &changes).await?;
        words::index(session, &changes).await?;
    }
    head.save(session).await?;
    Ok((import.result, head.feed))
}

fn add(changes: &mut Changes, head: &mut Head, imported: ImportedTicket) {
    head.feed += 1;
    let stored = changes.import(head, imported.ticket);
    for line in imported.history {
        changes.imported_line(head, stored.row, line, &IMPORTED, None);
    }
    for (version, message) in &imported.messages {
        changes.message(head, stored.row, *version, message);
    }
}

struct Import<'s> {
    session: &'s Session,
    /// The last row before the import.
    last_row: i64,
    /// The rows that stand for a ticket of the import.
    found: HashSet<i64>,
    /// The numbers and ids that the import has brought so far.
    numbers: HashSet<u64>,
    ids: HashSet<Uuid>,
    result: Imported,
}

/// A ticket of the desk that may be one of the import.
struct Candidate {
    row: i64,
    number: Option<u64>,
    description: String,
    place: Option<String>,
}

impl Candidate {
    fn is(&self, ticket: &Ticket) -> bool {
        self.description == ticket.description.as_str()
            && self.place.as_deref() == ticket.place.as_ref().map(Place::as_str)
            && (ticket.number.is_none() || ticket.number == self.number)
    }
}

impl Import<'_> {
    /// The tickets of a chunk that the desk does not have.
    async fn without_known(&mut self, chunk: Vec<ImportedTicket>) -> Result<Vec<ImportedTicket>, Failed> {
        let candidates = self.candidates(&chunk).await?;
        let (numbers, ids) = self.used(&chunk).await?;
        let mut new = Vec::with_capacity(chunk.len());
        for imported in chunk {
            let opened = imported.ticket.opened_at.timestamp_millis();
            let same = candidates.get(&opened).and_then(|known| {
                known
                    .iter()
                    .find(|known| !self.found.contains(&known.row) && known.is(&imported.ticket))
            });
            if let Some(same) = same {
                self.found.insert(same.row);
                let known = self.known_messages(same.row, &imported).await?;
                self.result.add_known(imported.messages.len(), known);
                continue;
            }
            let (number, id) = (imported.ticket.number, imported.ticket.id.0);
            let number_is_used =
                number.filter(|number| numbers.contains(number) || !self.numbers.insert(*number));
            if let Some(number) = number_is_used {
                let reason = format!("the desk has a ticket with the number {number} already");
                return Err(Failed::Row(imported.line, reason));
            }
            if ids.contains(&id) || !self.ids.insert(id) {
                let reason = format!("the desk has a ticket with the id {id} already");
                return Err(Failed::Row(imported.line, reason));
            }
            self.result.add(imported.messages.len());
            new.push(imported);
        }
        Ok(new)
    }

    /// Tickets that the desk had before the import, by their time of opening, in the order of their creation.
    async fn candidates(&self, chunk: &[ImportedTicket]) -> Result<HashMap<i64, Vec<Candidate>>> {
        let opened = column(chunk, |imported| imported.ticket.opened_at.timestamp_millis());
        let sql = "select opened_at, row_id, number, description, place from ticket
            where opened_at = any($1) and row_id <= $2 order by row_id";
        let mut found: HashMap<i64, Vec<Candidate>> = HashMap::new();
        for row in self.session.rows(sql, &[&opened, &self.last_row]).await? {
            found.entry(get(&row, 0)?).or_default().push(Candidate {
                row: get(&row, 1)?,
                number: optional_number(&row, 2)?,
                description: get(&row, 3)?,
                place: get(&row, 4)?,
            });
        }
        Ok(found)
    }

    /// The numbers and ids of a chunk that tickets of the desk have.
    async fn used(&self, chunk: &[ImportedTicket]) -> Result<(HashSet<u64>, HashSet<Uuid>)> {
        let numbers: Vec<i64> = chunk
            .iter()
            .filter_map(|imported| imported.ticket.number)
            .map(encode::number)
            .collect();
        let ids = column(chunk, |imported| imported.ticket.id.0);
        let sql = "select number, id from ticket where (number = any($1) or id = any($2)) and row_id <= $3";
        let rows = self.session.rows(sql, &[&numbers, &ids, &self.last_row]).await?;
        let (mut used_numbers, mut used_ids) = (HashSet::new(), HashSet::new());
        for row in &rows {
            used_numbers.extend(optional_number(row, 0)?);
            used_ids.insert(get(row, 1)?);
        }
        Ok((used_numbers, used_ids))
    }

    /// The number of messages of an imported ticket that the ticket at `row` has.
    async fn known_messages(&self, row: i64, imported: &ImportedTicket) -> Result<usize> {
        let messages: Vec<&Message> = imported.messages.iter().map(|(_, message)| message).collect();
        let sql = "select count(*) from unnest($2::bigint[], $3::smallint[], $4::text[]) n (at, role, body)
            where exists (select 1 from message m
                where m.ticket = $1 and m.at = n.at and m.role = n.role and m.body = n.body)";
        let count = self
            .session
            .one(
                sql,
                &[
                    &row,
                    &column(&messages, |message| message.created_at.timestamp_millis()),
                    &column(&messages, |message| code(message.role)),
                    &column(&messages, |message| message.body.as_str()),
                ],
            )
            .await?;
        let count: i64 = get(&count, 0)?;
        usize::try_from(count).map_err(|error| StoreError::Other(error.to_string()).into())
    }
}
