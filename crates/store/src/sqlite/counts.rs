//! How many tickets there are of each kind, kept in the transactions that change it.

use rusqlite::{Connection, Result, params};
use tickets::{Category, Counts, Status, Ticket};

use super::codes::{Code, Coded};

/// By how much the counts change.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally([[[i64; 2]; 3]; 3]);

impl Tally {
    /// Counts a ticket of this kind, or (-1) one less.
    pub(super) fn add(&mut self, ticket: &Ticket, count: i64) {
        let by_status = Status::VALUES.iter().zip(&mut self.0);
        for (_, by_category) in by_status.filter(|(status, _)| **status == ticket.status) {
            let cells = Category::VALUES.iter().zip(by_category);
            for (_, [unsure, sure]) in cells.filter(|(category, _)| **category == ticket.category) {
                *(if ticket.sure() { sure } else { unsure }) += count;
            }
        }
    }

    /// Writes the changes down.
    pub(super) fn keep(&self, connection: &Connection) -> Result<()> {
        let mut add = connection.prepare_cached(
            "insert into tally (status, category, sure, tickets) values (?1, ?2, ?3, ?4)
            on conflict do update set tickets = tickets + excluded.tickets",
        )?;
        for (status, by_category) in Status::VALUES.iter().zip(&self.0) {
            for (category, cells) in Category::VALUES.iter().zip(by_category) {
                for (sure, count) in [false, true]
                    .into_iter()
                    .zip(cells)
                    .filter(|(_, count)| **count != 0)
                {
                    add.execute(params![Code(*status), Code(*category), sure, count])?;
                }
            }
        }
        Ok(())
    }
}

/// How many tickets there are of each kind.
pub(super) fn counts(connection: &Connection) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut all = connection.prepare_cached("select status, category, sure, tickets from tally")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let (Code(status), Code(category)) = (row.get(0)?, row.get(1)?);
        counts.add(status, category, row.get(2)?, row.get(3)?);
    }
    Ok(counts)
}
