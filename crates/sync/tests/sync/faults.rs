//! The checks notice what they are for: each fault is built into the laptops, and a random history finds it.

use crate::histories::{replay_with, try_run};

/// A fault of a laptop's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Closed tickets stay in the replica.
    SkippedTombstones,
    /// An edit is sent without the state that it is based on.
    DroppedBase,
    /// Each page is stored with the mark of the first one.
    ReusedMark,
}

/// The seed of the histories, and their maximum number.
const SEED: u64 = 7;
const HISTORIES: u32 = 200;

fn is_found(fault: Fault) -> bool {
    let replay = |seed, steps| replay_with(Some(fault), seed, steps);
    try_run(SEED, HISTORIES, 0, replay).is_err()
}

#[test]
fn skipped_tombstones_are_found() {
    assert!(is_found(Fault::SkippedTombstones));
}

#[test]
fn a_dropped_base_is_found() {
    assert!(is_found(Fault::DroppedBase));
}

#[test]
fn a_reused_mark_is_found() {
    assert!(is_found(Fault::ReusedMark));
}
