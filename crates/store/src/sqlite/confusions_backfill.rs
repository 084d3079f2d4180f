//! The part of migration 2 that SQL cannot express.

use rusqlite::{Connection, Result};

use super::counters;
use super::decode;
use super::full_text::{self, IndexedText};
use super::migrate::MigrationProgress;
use super::stored_ticket::StoredTicket;
use crate::shared::counters::Counters;

/// Counts the confusions of a desk that did not count them before, and adds the classifier's category to the full
/// text of reviewed tickets. A ticket that was imported as closed was not reviewed here; the line of history that
/// closed it has no fingerprint.
pub(super) fn run(connection: &Connection, _: &dyn Fn(MigrationProgress)) -> Result<()> {
    let sql = format!(
        "select t.row, t.place_id, {} from ticket t where t.assignment is not null
            and (t.row in (select ticket from correction)
                or t.status = 2 and exists (select 1 from history h where h.ticket = t.row
                    and h.version = t.version and h.fingerprint <> zeroblob(16)))",
        decode::COLUMNS_WITHOUT_LINKS
    );
    let mut reviewed = connection.prepare(&sql)?;
    let mut rows = reviewed.query([])?;
    let mut changed = Counters::default();
    full_text::expect_many(connection, true)?;
    while let Some(row) = rows.next()? {
        let read = decode::readable(StoredTicket::read(row), || decode::of_ticket(row, 3))?;
        let Some(stored) = read else { continue };
        changed.add_reviewed(&stored.ticket);
        // The table of later messages does not exist yet.
        IndexedText::of(&stored).write_up_to(connection, usize::MAX)?;
    }
    full_text::expect_many(connection, false)?;
    counters::add_confusions(connection, &changed)
}
