//! The features of a text: its words, the pairs of adjacent words, and the pieces (character n-grams) of words.
//!
//! A feature is a 32-bit hash. The kind is part of the hash, so that the piece `door` and the word `door` are two
//! features. Two of some 50,000 known features share a hash about once in three models, and an unknown feature
//! collides with a known one once in 100,000: both are rare enough to not store the texts of features.

use crate::words::Word;

/// Lengths of pieces in characters; `<` and `>` mark the ends of the word.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;

/// A feature's kind and the index of its word in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    /// A word.
    Word(usize),
    /// A word and the word before it.
    Pair(usize),
    /// A piece of a word.
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

/// The hash of a word; the same in both models.
pub(crate) fn hash_word(word: &str) -> u32 {
    finish(fnv1a(fnv1a(FNV_OFFSET, b"w"), word.as_bytes()))
}

fn hash_pair(before: &str, word: &str) -> u32 {
    let hash = fnv1a(fnv1a(FNV_OFFSET, b"p"), before.as_bytes());
    finish(fnv1a(fnv1a(hash, b" "), word.as_bytes()))
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
                found(finish(fnv1a(fnv1a(FNV_OFFSET, b"c"), piece)));
            }
        }
    }
}

/// FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): short, quick on short strings, and the
/// same on every machine.
pub(crate) const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

pub(crate) fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Mixes the 64 bits into 32 bits of equal quality.
fn finish(hash: u64) -> u32 {
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::own_words;

    #[test]
    fn a_text_has_words_pairs_and_pieces() {
        let mut features = Vec::new();
        each_feature(&own_words("the door"), |feature, _| features.push(feature));
        let pieces = features.iter().filter(|f| matches!(f, Feature::Piece(1))).count();
        // <door>: <do doo oor or> | <doo door oor> | <door door>
        assert_eq!(pieces, 4 + 3 + 2);
        assert!(features.contains(&Feature::Pair(1)));
        assert!(
            !features.contains(&Feature::Piece(0)),
            "a stop word has no pieces"
        );
    }

    #[test]
    fn a_word_and_a_piece_with_the_same_letters_have_different_hashes() {
        let mut hashes = Vec::new();
        each_feature(&own_words("lock door lock"), |_, hash| hashes.push(hash));
        hashes.sort_unstable();
        let all = hashes.len();
        hashes.dedup();
        // The word "lock" comes twice, with its 9 pieces.
        assert_eq!(all - hashes.len(), 1 + 9);
    }
}
