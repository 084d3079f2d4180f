//! Parts that every storage uses, so that all storages store and find the same.

pub mod base;
pub mod codes;
pub mod corrections;
pub mod counters;
pub mod filter_words;
pub mod fingerprint;
pub mod mark;
pub mod no_change;
pub mod number;
pub mod places;
pub mod removal;
pub mod replica;
pub mod sort_key;
pub mod spellings;
pub mod summary;
pub mod tokens;
pub mod word_forms;
