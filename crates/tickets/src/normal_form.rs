//! The form in which texts are compared: by the full-text index, by searches, by places and by the classifier.
//!
//! ```text
//!   as typed                            normal form
//!   Café, CAFE, Cafe + U+0301           cafe
//!   Łódź, Ærø, Straße                   lodz, aero, strasse
//!   Wi‑Fi (U+2011), ＷＩ‑ＦＩ, wi-fi     wi-fi
//!   prin(soft hyphen)ter                printer
//!   “the professor’s door”              "the professor's door"
//! ```

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// A text in lower case, without diacritics, in the compatibility form of Unicode (NFKC). Invisible characters are
/// removed; hyphens, apostrophes and quotation marks become the ones of ASCII.
#[must_use]
pub fn normal_form(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    let mut before = ' ';
    for letter in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars()) {
        for letter in letter.to_lowercase() {
            if !is_invisible(letter) && !is_diacritic(letter, before) {
                push_plain(letter, &mut plain);
            }
            before = letter;
        }
    }
    match ComposingNormalizerBorrowed::new_nfc().normalize(&plain) {
        Cow::Borrowed(_) => plain,
        Cow::Owned(composed) => composed,
    }
}

/// Whether a character has no glyph and separates no words: soft hyphens, joiners, marks of direction, variants.
#[must_use]
pub const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether a character is an apostrophe in one of its spellings.
#[must_use]
pub const fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '`' | '＇')
}

/// Whether a character is a quotation mark in one of its spellings.
#[must_use]
pub const fn is_quotation_mark(letter: char) -> bool {
    matches!(
        letter,
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '「' | '」' | '『' | '』'
    )
}

/// Whether a character is a hyphen in one of its spellings.
#[must_use]
pub const fn is_hyphen(letter: char) -> bool {
    matches!(
        letter,
        '-' | '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}'
    )
}

/// Diacritics of Latin, Greek and Cyrillic letters, vowel points of Hebrew and Arabic. Marks of other scripts are
/// parts of letters, as is the breve of й.
const fn is_diacritic(letter: char, before: char) -> bool {
    match letter {
        '\u{306}' => before != 'и',
        '\u{300}'..='\u{36F}' => true,
        '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}' => true,
        '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' => true,
        _ => false,
    }
}

/// Adds a letter, spelled with plain letters if Unicode does not decompose it.
fn push_plain(letter: char, plain: &mut String) {
    let spelled = match letter {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ŋ' => "n",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        'ς' => "σ",
        _ if is_hyphen(letter) => "-",
        _ if is_apostrophe(letter) => "'",
        _ if is_quotation_mark(letter) => "\"",
        _ => return plain.push(letter),
    };
    plain.push_str(spelled);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_text_have_one_form() {
        for (typed, form) in [
            ("CAFÉ Cafe\u{301} cafe", "cafe cafe cafe"),
            (
                "Łódź Ærø Đakovo Straße ẞ Þór ıI",
                "lodz aero dakovo strasse ss thor ii",
            ),
            ("Wi\u{2011}Fi ＷＩ－ＦＩ", "wi-fi wi-fi"),
            ("prin\u{AD}ter \u{200B}lift\u{FEFF}", "printer lift"),
            (
                "“the professor’s” „Tür“ «porta»",
                "\"the professor's\" \"tur\" \"porta\"",
            ),
            ("of\u{FB01}ce ① 2²", "office 1 22"),
            ("ΟΔΟΣ Οδός", "οδοσ οδοσ"),
            ("Ёлка ЙОД", "елка йод"),
            ("أَلْبَاب", "الباب"),
            ("が ﾌﾟﾘﾝﾀ 프린터", "が プリンタ 프린터"),
            ("विद्यालय", "विद्यालय"),
        ] {
            assert_eq!(normal_form(typed), form, "{typed}");
            assert_eq!(normal_form(form), form, "the form of a form is the form");
        }
    }
}
