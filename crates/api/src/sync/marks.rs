//! The marks of positions that laptops have, so that a poll reads nothing from the store.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use crate::bounded_desk::BoundedDesk;
use crate::problem::Answer;

/// The maximum number of positions.
const MOST: usize = 10_000;

/// The marks of the latest positions. A mark does not change while a hub has its desk open.
#[derive(Default)]
pub struct Marks(Mutex<BTreeMap<u64, Option<Uuid>>>);

impl Marks {
    /// The mark of a position, from memory or from the desk.
    pub async fn at(&self, desk: &BoundedDesk, number: u64) -> Answer<Option<Uuid>> {
        let known = self.known(number);
        if let Some(known) = known {
            return Ok(known);
        }
        let mark = desk.clone().read(move |desk| desk.mark_at(number)).await?;
        self.note(number, mark);
        Ok(mark)
    }

    /// Remembers a mark.
    pub fn note(&self, number: u64, mark: Option<Uuid>) {
        let mut marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks.insert(number, mark);
        if marks.len() > MOST {
            marks.pop_first();
        }
    }

    /// The mark of a position, if it is in memory.
    pub fn known(&self, number: u64) -> Option<Option<Uuid>> {
        let marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks.get(&number).copied()
    }
}
