//! The number of a ticket that is reported again after a restore.

use tickets::Command;

/// How far a number may be beyond the desk's last number. A restored desk has lost fewer tickets than that; a greater number
/// is a mistake, and would make all later numbers long.
pub const FARTHEST: u64 = 10_000;

/// The number that a command asks for, if a desk whose last number is `last` may assign it. The caller checks that the
/// number is free.
#[must_use]
pub fn wanted(command: &Command, last: u64) -> Option<u64> {
    let farthest = last.saturating_add(FARTHEST);
    command.number.filter(|number| (1..=farthest).contains(number))
}
