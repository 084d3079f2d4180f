//! The marks of positions that laptops have, so that a poll reads nothing from the store.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use crate::bounded_desk::BoundedDesk;
use crate::problem::Answer;

/// The maximum number of positions.
const MOST: usize = 10_000;

/// The marks of the latest positions. A mark does not change while a hub has its desk open, unless another server takes over the
/// desk's storage.
#[derive(Default)]
pub struct Marks(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// The copy of the desk that has these marks.
    timeline: u64,
    marks: BTreeMap<u64, Option<Uuid>>,
}

impl Known {
    fn of(&mut self, timeline: u64) -> &mut BTreeMap<u64, Option<Uuid>> {
        if self.timeline != timeline {
            self.timeline = timeline;
            self.marks.clear();
        }
        &mut self.marks
    }
}

impl Marks {
    /// The mark of a position, from memory or from the desk.
    pub async fn at(&self, desk: &BoundedDesk, number: u64) -> Answer<Option<Uuid>> {
        let timeline = desk.desk().timeline();
        let known = self.known(timeline, number);
        if let Some(known) = known {
            return Ok(known);
        }
        let mark = desk.clone().read(move |desk| desk.mark_at(number)).await?;
        self.note(timeline, number, mark);
        Ok(mark)
    }

    /// Remembers a mark of a copy of the desk.
    pub fn note(&self, timeline: u64, number: u64, mark: Option<Uuid>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let marks = known.of(timeline);
        marks.insert(number, mark);
        if marks.len() > MOST {
            marks.pop_first();
        }
    }

    /// The mark of a position in the copy of the desk with this timeline, if it is in memory.
    pub fn known(&self, timeline: u64, number: u64) -> Option<Option<Uuid>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.of(timeline).get(&number).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_another_copy_of_the_desk_are_forgotten() {
        let (marks, mark) = (Marks::default(), Some(Uuid::from_u128(7)));
        marks.note(1, 20, mark);
        assert_eq!(marks.known(1, 20), Some(mark));
        assert_eq!(marks.known(2, 20), None);
        assert_eq!(marks.known(1, 20), None, "they are not remembered");
    }
}
