//! The rowids of the full-text index.
//!
//! FTS5 returns matches in the order of their rowids, and the newest 50 of 10,000 matches must be found without
//! reading the others. The rowid is therefore the time of opening, with the ticket's row in the low bits:
//!
//! ```text
//!   63                                    21                     0
//!   |  opened_at, milliseconds since 1970  |  row, modulo 2^21   |
//! ```
//!
//! This order does not depend on the order in which tickets are written: an import of old tickets, a clock that was
//! set back, a replica that receives tickets in the order of their last change.

/// The number of low bits that contain the row.
pub(super) const ROW_BITS: u32 = 21;
/// The mask of these bits.
pub(super) const ROW_MASK: i64 = (1 << ROW_BITS) - 1;

/// The times that fit above the row's bits are the years 1831 to 2109. Other times are clamped.
const TIME_BORDER: i64 = (1 << 42) - 1;

/// The full-text rowid of a ticket.
pub(super) fn search_rowid(opened_ms: i64, row: i64) -> i64 {
    (opened_ms.clamp(-TIME_BORDER, TIME_BORDER) << ROW_BITS) | (row & ROW_MASK)
}
