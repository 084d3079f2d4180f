//! The mark of a number of the feed.

use chrono::{DateTime, Utc};
use tickets::CommandId;
use uuid::Uuid;

/// An odd number: no two times make the same mark of one command.
const SPREAD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

/// The mark of a command that was accepted at a time.
///
/// A desk that lost a command can accept it again, under the same number, after other commands were accepted in another
/// order. The time of acceptance is then later, so that the mark is another one.
#[must_use]
pub fn mark(command: CommandId, at: DateTime<Utc>) -> Uuid {
    let at = u128::from(at.timestamp_millis().unsigned_abs());
    Uuid::from_u128(command.0.as_u128() ^ at.wrapping_mul(SPREAD))
}
