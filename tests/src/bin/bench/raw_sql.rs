//! The floors: the same reads and writes as plain SQL through rusqlite.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::{Connection, params};
use tickets::Ticket;
use uuid::Uuid;

/// A desk's file, accessed without the store.
pub struct Raw {
    connection: Connection,
    feed: i64,
    row: i64,
    number: i64,
}

/// The columns that a list shows.
const ROW: &str = "row, id, number, status, category, category_by, sure, opened_at, closed_at, messages,
    last_word, waiting_since, place, substr(description, 1, 200)";

impl Raw {
    /// Opens the file with the store's durability.
    pub fn open(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        store::sqlite::set_up_writer(&connection)?;
        let (feed, row, number) =
            connection.query_row("select feed, last_row, last_number from desk", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        Ok(Self {
            connection,
            feed,
            row,
            number,
        })
    }

    /// Inserts these tickets in one transaction.
    pub fn report(&mut self, tickets: &[Ticket]) -> Result<()> {
        self.connection.prepare_cached("begin immediate")?.execute([])?;
        for ticket in tickets {
            self.insert(ticket)?;
        }
        self.connection
            .prepare_cached("update desk set feed = ?1, last_row = ?2, last_number = ?3")?
            .execute([self.feed, self.row, self.number])?;
        self.connection.prepare_cached("commit")?.execute([])?;
        Ok(())
    }

    fn insert(&mut self, ticket: &Ticket) -> Result<()> {
        (self.feed, self.row, self.number) = (self.feed + 1, self.row + 1, self.number + 1);
        let (at, place) = (
            ticket.opened_at.timestamp_millis(),
            ticket.place.as_ref().map(AsRef::as_ref),
        );
        let place_id: Option<i64> = place
            .map(|place: &str| {
                self.connection
                    .prepare_cached(
                        "insert into place (name, folded, uses) values (?1, lower(?1), 1)
                        on conflict (folded) do update set uses = uses + 1 returning id",
                    )?
                    .query_row([place], |row| row.get(0))
            })
            .transpose()?;
        let assignment = serde_json::to_string(&ticket.assignment)?;
        self.connection
            .prepare_cached(
                "insert into ticket (row, id, number, opened_at, status, category, category_by, sure, modified_at,
                    version, description_version, place_version, messages, waiting_since, stamp, place_id, place,
                    assignment, description)
                values (?1, ?2, ?3, ?4, 0, 1, 0, 1, ?4, 1, 1, 1, 0, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                self.row,
                ticket.id.0.as_bytes(),
                self.number,
                at,
                self.feed,
                place_id,
                place,
                assignment,
                ticket.description.as_str(),
            ])?;
        self.connection
            .prepare_cached(
                "insert into history (ticket, version, command, fingerprint, at, role, event)
                values (?1, 1, ?2, ?3, ?4, 0, ?5)",
            )?
            .execute(params![
                self.row,
                Uuid::now_v7().as_bytes(),
                [7_u8; 16],
                at,
                assignment
            ])?;
        self.connection
            .prepare_cached("insert into words (rowid, description, place, messages, filters) values (?1, ?2, ?3, '', ?4)")?
            .execute(params![(at << 21) | self.row, ticket.description.as_str(), place, "s0 c1 u y w"])?;
        self.connection
            .prepare_cached(
                "update tally set tickets = tickets + 1 where status = 0 and category = 1 and sure = 1",
            )?
            .execute([])?;
        Ok(())
    }

    /// The first 50 open tickets, newest first.
    pub fn open_queue(&self) -> Result<usize> {
        let sql = format!(
            "select {ROW} from ticket where status = 0 and category = ?1 order by opened_at desc, row desc limit 17"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut count = 0;
        for category in 0..3 {
            count += read(&mut statement.query([category])?)?;
        }
        Ok(count)
    }

    /// The newest 50 tickets with this word.
    pub fn search(&self, word: &str) -> Result<usize> {
        let sql = format!(
            "select {ROW} from (select rowid as found from words where words match ?1 order by rowid desc limit 50)
            join ticket on ticket.row = found & 2097151"
        );
        let quoted = format!("\"{word}\"");
        let read_all = read(&mut self.connection.prepare_cached(&sql)?.query([quoted])?)?;
        Ok(read_all)
    }

    /// The number of tickets per second, inserted in groups of 64 for this duration.
    pub fn sustained(&mut self, tickets: &[Ticket], duration: Duration) -> Result<f64> {
        let began = Instant::now();
        let mut done = 0;
        for group in tickets.chunks_exact(64).cycle() {
            let fresh: Vec<Ticket> = group
                .iter()
                .map(|ticket| Ticket {
                    id: tickets::TicketId::new(),
                    ..ticket.clone()
                })
                .collect();
            self.report(&fresh)?;
            done += fresh.len();
            if began.elapsed() > duration {
                break;
            }
        }
        Ok(done as f64 / began.elapsed().as_secs_f64())
    }
}

/// Reads every column of every row, as a list would.
fn read(rows: &mut rusqlite::Rows<'_>) -> Result<usize> {
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let (summary, place): (String, Option<String>) = (row.get(13)?, row.get(12)?);
        let id: [u8; 16] = row.get(1)?;
        std::hint::black_box((summary, place, id));
        count += 1;
    }
    Ok(count)
}
