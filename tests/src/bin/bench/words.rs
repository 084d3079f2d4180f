//! Finds words that occur in about 1 % of the tickets.

use std::collections::{HashMap, HashSet};

/// The number of texts that each word occurs in.
#[derive(Debug, Default)]
pub struct Words {
    texts: u64,
    in_texts: HashMap<String, u64>,
}

impl Words {
    /// Adds one ticket's texts.
    pub fn add<'a>(&mut self, texts: impl Iterator<Item = &'a str>) {
        self.texts += 1;
        let words: HashSet<String> = texts
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.len() > 3)
            .map(str::to_lowercase)
            .collect();
        for word in words {
            *self.in_texts.entry(word).or_default() += 1;
        }
    }

    /// The words in 0.8 to 1.25 % of the texts, in a fixed order.
    pub fn in_one_percent(self) -> Vec<String> {
        let share = |count: u64| count as f64 / self.texts as f64;
        let mut words: Vec<String> = self
            .in_texts
            .into_iter()
            .filter(|(_, count)| (0.008..0.0125).contains(&share(*count)))
            .map(|(word, _)| word)
            .collect();
        words.sort();
        words
    }
}
