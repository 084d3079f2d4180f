//! Merges the full-text index after an import.
//!
//! FTS5 writes a segment for each transaction, and merges the segments of a level into one of the next level when they
//! are 16. A large segment of an import on a low level would soon be one of these 16, and one report would wait until
//! it is rewritten. The import therefore ends on a level that reports reach only after tens of thousands:
//!
//! ```text
//!   level   not merged                        merged
//!     0     import import import report … 16   report report … 16
//!     1     import                             16 reports … 16
//!     2                                        256 reports … 16
//!    ≥3                                        import
//! ```

use rusqlite::{Connection, Result};

/// Imports of fewer tickets write small segments, which are merged quickly.
pub(super) const SMALLEST: usize = 1_000;

/// The index of a desk with more tickets has at least three levels.
const FEW_TICKETS: u64 = 10_000;

/// The number of pages that are merged at a time.
const STEP: usize = 2_000;

/// The rowids of the rows that [`add_level`] writes and deletes. No ticket has them.
const NO_TICKETS: [i64; 2] = [i64::MIN, i64::MIN + 1];

/// Merges the index after an import of this many tickets into a desk that had `before` tickets. `progress` receives the
/// number of pages merged so far. At most one page is merged for each imported ticket; FTS5 merges the rest in small
/// steps while tickets are written.
pub(super) fn after_import(
    connection: &Connection,
    imported: usize,
    before: u64,
    mut progress: impl FnMut(usize),
) -> Result<()> {
    if imported < SMALLEST {
        return Ok(());
    }
    if before < FEW_TICKETS {
        add_level(connection)?;
    }
    let mut merged = 0;
    let mut command = Merge::Begin;
    while merged < imported && merge(connection, &command, STEP)? {
        command = Merge::Continue;
        merged += STEP;
        progress(merged);
    }
    Ok(())
}

/// Divides the segments of a small index between two levels: FTS5 adds a level only if it finds them on several. Each
/// added row is a segment: the first one makes sure that there is something to merge, the second one that not all
/// segments are part of that merge.
fn add_level(connection: &Connection) -> Result<()> {
    for rowid in NO_TICKETS {
        connection.execute("insert into words (rowid, filters) values (?1, 'x')", [rowid])?;
        merge(connection, &Merge::Begin, 1)?;
    }
    let [first, second] = NO_TICKETS;
    connection
        .execute("delete from words where rowid in (?1, ?2)", [first, second])
        .map(drop)
}

/// The kinds of FTS5's command `merge`.
enum Merge {
    /// Move all segments to a new highest level and begin to merge them into one.
    Begin,
    /// Continue what was begun.
    Continue,
}

/// Merges up to `pages` pages; returns whether more may be left.
fn merge(connection: &Connection, command: &Merge, pages: usize) -> Result<bool> {
    let pages = i64::try_from(pages).unwrap_or(i64::MAX);
    let signed = match command {
        Merge::Begin => -pages,
        Merge::Continue => pages,
    };
    let before = connection.total_changes();
    connection
        .prepare_cached("insert into words (words, rank) values ('merge', ?1)")?
        .execute([signed])?;
    // As the documentation of this command says: fewer than two changes mean that nothing was left to merge.
    Ok(connection.total_changes().saturating_sub(before) >= 2)
}
