//! Places are compared without case, in one form of their letters, and with any blanks between words.

use icu_normalizer::ComposingNormalizerBorrowed;
use tickets::normal_form::{is_hyphen, is_invisible};

use super::tokens::is_character;

/// The form in which two spellings of a place are equal. Diacritics are different letters: "Sala à" is not "Sala a".
#[must_use]
pub fn folded(place: &str) -> String {
    let lower = place.to_lowercase();
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(&lower);
    let plain = |letter| if is_hyphen(letter) { '-' } else { letter };
    let letters: String = composed
        .to_lowercase()
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .map(plain)
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a word of a place is meant by a searched one, which is its beginning. One letter is a whole word: nearly every
/// place has a word with that beginning.
#[must_use]
pub fn is_beginning(searched: &str, word: &str) -> bool {
    if is_whole(searched) {
        word == searched
    } else {
        word.starts_with(searched)
    }
}

/// Whether a searched word of a place is a whole word.
#[must_use]
pub fn is_whole(searched: &str) -> bool {
    searched.chars().nth(1).is_none() || is_character(searched)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_place_are_equal() {
        for spelling in [
            "Hall B",
            "hall  b",
            "HALL\u{A0}B",
            " Ｈall B ",
            "Ha\u{AD}ll\u{2003}B",
        ] {
            assert_eq!(folded(spelling), "hall b", "{spelling}");
        }
        assert_eq!(folded("Wing A\u{2011}2"), folded("wing a-2"));
        assert_ne!(folded("Hall B"), folded("Hall B2"));
        assert_eq!(folded("Caf\u{E9}"), folded("Cafe\u{301}"));
    }
}
