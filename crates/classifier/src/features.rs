//! What of a word the wording model reads: the word, the pair with the word before it, and its pieces.
//!
//! A feature is a 32-bit hash. The kind goes into the hash, so that the piece `door` and the word `door`
//! are two features. Two of some 50,000 known features share a hash about once in three models, and a
//! feature that the model does not know looks like a known one once in 100,000: neither is worth storing
//! the text of each.

use crate::words::Word;

/// Lengths of the pieces of a word, in characters, with `<` and `>` for its ends.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;

/// A feature's kind and its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    /// The word with this index.
    Word(usize),
    /// The word with this index and the one before it.
    Pair(usize),
    /// A piece of the word with this index.
    Piece(usize),
}

/// Calls `found` with each feature of the text and its hash, in order.
pub(crate) fn each_feature(words: &[Word], mut found: impl FnMut(Feature, u32)) {
    let mut before: Option<&Word> = None;
    let mut letters = Vec::new();
    for (index, word) in words.iter().enumerate() {
        found(Feature::Word(index), hash_word(&word.text));
        if let Some(before) = before {
            found(Feature::Pair(index), hash_pair(&before.text, &word.text));
        }
        if !word.stop {
            each_piece(&word.text, &mut letters, |hash| {
                found(Feature::Piece(index), hash)
            });
        }
        before = Some(word);
    }
}

/// The hash of a word by itself, in both models.
pub(crate) fn hash_word(word: &str) -> u32 {
    finish(eat(eat(START, b"w"), word.as_bytes()))
}

fn hash_pair(before: &str, word: &str) -> u32 {
    let hash = eat(eat(START, b"p"), before.as_bytes());
    finish(eat(eat(hash, b" "), word.as_bytes()))
}

/// Pieces of 3 to 5 characters of `<word>`.
fn each_piece(word: &str, letters: &mut Vec<usize>, mut found: impl FnMut(u32)) {
    let bounded = format!("<{word}>");
    letters.clear();
    letters.extend(bounded.char_indices().map(|(at, _)| at));
    letters.push(bounded.len());
    for length in PIECES {
        for ends in letters.windows(length + 1) {
            if let [start, .., end] = ends {
                let piece = bounded.as_bytes().get(*start..*end).unwrap_or_default();
                found(finish(eat(eat(START, b"c"), piece)));
            }
        }
    }
}

/// FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): short, quick on short strings, and the
/// same on every machine.
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

pub(crate) fn eat(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Mixes the 64 bits and keeps 32, so that all bits of the result are equally good.
fn finish(hash: u64) -> u32 {
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    #[test]
    fn a_text_has_words_pairs_and_pieces() {
        let mut seen = Vec::new();
        each_feature(&words("the door"), |feature, _| seen.push(feature));
        let pieces = seen.iter().filter(|f| matches!(f, Feature::Piece(1))).count();
        // <door>: <do doo oor or> | <doo door oor> | <door door>
        assert_eq!(pieces, 4 + 3 + 2);
        assert!(seen.contains(&Feature::Pair(1)));
        assert!(!seen.contains(&Feature::Piece(0)), "a stop word has no pieces");
    }

    #[test]
    fn kinds_do_not_mix() {
        let mut hashes = Vec::new();
        each_feature(&words("lock door lock"), |_, hash| hashes.push(hash));
        hashes.sort_unstable();
        let with_twins = hashes.len();
        hashes.dedup();
        // The word "lock" comes twice, with its 9 pieces.
        assert_eq!(with_twins - hashes.len(), 1 + 9);
    }
}
