//! Counts by category.

use serde::ser::{SerializeMap, Serializer};
use tickets::Category;

/// The number of tickets of each category, in the order of [`Category::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByCategory(pub [u64; Category::ALL.len()]);

impl ByCategory {
    pub fn add(&mut self, category: Category) {
        for (count, of) in self.0.iter_mut().zip(Category::ALL) {
            *count += u64::from(of == category);
        }
    }

    pub fn of(&self, category: Category) -> u64 {
        let counts = self.0.iter().zip(Category::ALL);
        counts
            .filter(|(_, of)| *of == category)
            .map(|(count, _)| *count)
            .sum()
    }
}

/// In JSON like `{"facility-management": 2, …}`.
pub fn as_map<S: Serializer>(counts: &ByCategory, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(counts.0.len()))?;
    for (category, count) in Category::ALL.iter().zip(counts.0) {
        map.serialize_entry(category, &count)?;
    }
    map.end()
}
