//! How the tickets that the helpdesk has looked at were classified, counted in the transactions that change it.

use rusqlite::{Connection, Result, params};
use tickets::{Category, Confusions, Ticket};

use super::apply::StoredTicket;
use super::codes::{Code, Coded};
use super::decode::Listed;
use super::full_text::Text;
use super::{bulk, search_words, thread};

/// By how much the counts change.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Judged([[i64; 3]; 3]);

impl Judged {
    /// Counts a ticket, if it was looked at, or (-1) one less.
    pub(super) fn add(&mut self, ticket: &Ticket, count: i64) {
        let Some(classified) = ticket.reviewed_category() else {
            return;
        };
        let rows = Category::VALUES.iter().zip(&mut self.0);
        for (_, cells) in rows.filter(|(row, _)| **row == classified) {
            let cells = Category::VALUES.iter().zip(cells);
            for (_, cell) in cells.filter(|(column, _)| **column == ticket.category) {
                *cell += count;
            }
        }
    }

    /// Writes the changes down.
    pub(super) fn keep(&self, connection: &Connection) -> Result<()> {
        let mut add = connection.prepare_cached(
            "insert into judged (sorted, category, tickets) values (?1, ?2, ?3)
            on conflict do update set tickets = tickets + excluded.tickets",
        )?;
        for (classified, cells) in Category::VALUES.iter().zip(&self.0) {
            let cells = Category::VALUES.iter().zip(cells);
            for (category, count) in cells.filter(|(_, count)| **count != 0) {
                add.execute(params![Code(*classified), Code(*category), count])?;
            }
        }
        Ok(())
    }
}

/// How they were classified, and where they belong.
pub(super) fn confusions(connection: &Connection) -> Result<Confusions> {
    let mut confusions = Confusions::default();
    let mut all = connection.prepare_cached("select sorted, category, tickets from judged")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let (Code(classified), Code(category)) = (row.get(0)?, row.get(1)?);
        confusions.add(classified, category, row.get(2)?);
    }
    Ok(confusions)
}

/// Counts the tickets of a desk that never did, and writes into the full text how they were classified. A ticket that was
/// closed before it was imported was not looked at here; its closing has no fingerprint.
pub(super) fn begin(connection: &Connection) -> Result<()> {
    let sql = format!(
        "select t.row, t.place_id, {} from ticket t where t.assignment is not null
            and (t.row in (select ticket from correction)
                or t.status = 2 and exists (select 1 from history h where h.ticket = t.row
                    and h.version = t.version and h.fingerprint <> zeroblob(16)))",
        Ticket::COLUMNS
    );
    let mut looked_at = connection.prepare(&sql)?;
    let mut rows = looked_at.query([])?;
    let mut judged = Judged::default();
    bulk::set_hash_size(connection, true)?;
    while let Some(row) = rows.next()? {
        let kept = StoredTicket {
            row: row.get(0)?,
            place_id: row.get(1)?,
            ticket: Ticket::read(row, 2)?,
            is_new: false,
        };
        judged.add(&kept.ticket, 1);
        let bodies = thread::bodies(connection, kept.row)?;
        let bodies = search_words::thread(bodies.iter().map(String::as_str));
        Text::of(&kept, &bodies).write(connection)?;
    }
    bulk::set_hash_size(connection, false)?;
    judged.keep(connection)
}
