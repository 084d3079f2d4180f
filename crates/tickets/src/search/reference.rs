//! Recognises a search that names one ticket: `7`, `#7.`, `Ticket #7`.

use crate::normal_form::normal_form;

/// Words before a ticket's number.
const NOUNS: [&str; 5] = ["ticket", "no", "nr", "num", "number"];

/// A ticket by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The number.
    pub number: u64,
    /// Whether the text cannot mean anything else: it has a `#` or the word "ticket". A number alone may also be
    /// the number of a room.
    pub explicit: bool,
}

/// The ticket that a whole search names, with any punctuation; `None` if it has other words or numbers.
#[must_use]
pub fn reference(text: &str) -> Option<Reference> {
    let form = normal_form(text);
    let mut number = None;
    let mut explicit = false;
    for word in form.split(|letter: char| !letter.is_alphanumeric() && letter != '#') {
        let digits = word.trim_start_matches('#');
        explicit |= digits.len() < word.len();
        if digits.is_empty() {
            continue;
        }
        if digits.bytes().all(|byte| byte.is_ascii_digit()) && number.is_none() {
            number = Some(digits.parse().ok()?);
        } else if NOUNS.contains(&word) && number.is_none() {
            explicit |= word == "ticket";
        } else {
            return None;
        }
    }
    // A minus before a number excludes it; "7-" is punctuation.
    let excludes = form.trim_start().starts_with('-') && !explicit;
    number
        .filter(|_| !excludes)
        .map(|number| Reference { number, explicit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_any_punctuation_names_its_ticket() {
        for (text, explicit) in [
            ("7", false),
            (" 7. ", false),
            ("(7)", false),
            ("no. 7", false),
            ("#7", true),
            ("#7.", true),
            ("# 7", true),
            ("(#7),", true),
            ("Ticket #7", true),
            ("ticket 7!", true),
            ("TICKET NO. 7:", true),
            ("＃７", true),
            ("“#7”", true),
        ] {
            assert_eq!(reference(text), Some(Reference { number: 7, explicit }), "{text}");
        }
    }

    #[test]
    fn a_text_with_other_words_names_no_ticket() {
        for text in [
            "",
            "#",
            "ticket",
            "room 7",
            "#7 #8",
            "7 8",
            "7a",
            "#x",
            "-7",
            "2026-11",
            "status:open #7",
            "99999999999999999999999",
        ] {
            assert_eq!(reference(text), None, "{text}");
        }
    }
}
