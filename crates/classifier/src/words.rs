//! Splits a text into normalised words.
//!
//! User names (`@name`), addresses, links, digits and long machine-made strings are skipped. Reviews and chats drop
//! apostrophes and hyphens (`didn t`, `wi fi`, `e-mail`): such halves are joined into one word.

use std::ops::Range;

use tickets::boilerplate::own_text;
use tickets::normal_form::{is_apostrophe, is_invisible, normal_form};

use crate::stop_words::is_stop_word;

/// Longer strings are skipped (base64, hashes).
const LONGEST_WORD: usize = 24;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// The normal form, without apostrophes and possessive `'s`.
    pub text: String,
    /// The byte range in the original text.
    pub at: Range<usize>,
    /// A stop word (`the`, `is`, `my`): too common to mean anything by itself.
    pub stop: bool,
}

/// The words of a report that count.
pub(crate) struct OwnWords {
    /// In order.
    pub words: Vec<Word>,
    /// The report has only a signature or a footer; its words say nothing about a problem.
    pub only_boilerplate: bool,
}

impl OwnWords {
    /// The words outside signatures, quoted replies and footers.
    pub(crate) fn of(text: &str) -> Self {
        let own = own_text(text);
        let mut words = words(text);
        words.retain(|word| own.contains(&word.at));
        Self {
            words,
            only_boilerplate: own.only_boilerplate,
        }
    }
}

/// The words of a report outside signatures, quoted replies and footers, in order.
pub(crate) fn own_words(text: &str) -> Vec<Word> {
    OwnWords::of(text).words
}

/// All words of `text`, in order.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for chunk in chunks(text) {
        if is_skipped(&text[chunk.clone()]) {
            continue;
        }
        for piece in pieces(&text[chunk.clone()]) {
            let at = chunk.start + piece.start..chunk.start + piece.end;
            let end_before = words.last().map_or(0, |word| word.at.end);
            let gap = text[end_before..at.start].chars().take(2).count();
            push(&mut words, vocabulary_form(&text[at.clone()]), at, gap);
        }
    }
    words.retain(|word| word.text.chars().nth(1).is_some() && word.text.len() <= 4 * LONGEST_WORD);
    for word in &mut words {
        word.stop = is_stop_word(&word.text);
    }
    words
}

/// Adds a word, or joins it to the word before if they are two halves of one word. `gap` is the number of characters
/// between the two; more than one count as two.
fn push(words: &mut Vec<Word>, text: String, at: Range<usize>, gap: usize) {
    if let Some(before) = words.last_mut() {
        let halves_of_one = match text.as_str() {
            "t" => before.text.ends_with('n'),
            "fi" => before.text == "wi",
            "mail" | "mails" => before.text == "e",
            _ => false,
        };
        // Halves are adjacent: "wi-fi", "wi fi", "didn t".
        if halves_of_one && gap <= 1 {
            before.text.push_str(&text);
            before.at.end = at.end;
            return;
        }
    }
    words.push(Word {
        text,
        at,
        stop: false,
    });
}

/// The stretches between white space.
fn chunks(text: &str) -> impl Iterator<Item = Range<usize>> {
    runs(text, |c| !c.is_whitespace())
}

/// The runs of letters (and apostrophes, accents and invisible characters between them) of a chunk.
fn pieces(chunk: &str) -> impl Iterator<Item = Range<usize>> {
    runs(chunk, |c| {
        c.is_alphabetic() || is_apostrophe(c) || is_invisible(c) || is_accent(c)
    })
}

/// The longest stretches of characters that `belongs` accepts, as byte ranges.
fn runs(text: &str, belongs: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = letters.find(|&(_, c)| belongs(c))?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = letters.next_if(|&(_, c)| belongs(c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// Whether a chunk is a link, an address, a user name or a machine-made string.
fn is_skipped(chunk: &str) -> bool {
    let starts = |prefix: &str| {
        chunk
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let made_by_a_machine = || {
        let longest_run = chunk
            .split(|c: char| !c.is_alphanumeric())
            .map(|run| run.chars().count())
            .max();
        longest_run > Some(LONGEST_WORD)
    };
    chunk.contains('@') || chunk.contains("://") || starts("www.") || made_by_a_machine()
}

/// A word as the vocabulary has it.
fn vocabulary_form(piece: &str) -> String {
    let mut text = normal_form(piece);
    if let Some(owner) = text.trim_end_matches('\'').strip_suffix("'s") {
        text.truncate(owner.len());
    }
    text.retain(|c| c != '\'');
    text
}

/// Whether a character is an accent that follows its letter: "e" and U+0301 are an "é".
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn names_links_addresses_and_digits_are_skipped() {
        let text = "@USER my mail a.b@uni.edu see https://uni.edu/wifi or www.uni.edu, room 2.118";
        assert_eq!(read(text), ["my", "mail", "see", "or", "room"]);
    }

    #[test]
    fn halves_of_a_word_are_joined() {
        assert_eq!(read("Wi-Fi wi fi WIFI"), ["wifi", "wifi", "wifi"]);
        assert_eq!(read("didn't didn t didn’t"), ["didnt", "didnt", "didnt"]);
        assert_eq!(read("an e-mail"), ["an", "email"]);
        assert_eq!(read("the lab's door"), ["the", "lab", "door"]);
    }

    #[test]
    fn a_word_is_the_same_in_all_its_spellings() {
        assert_eq!(read("Café CAFE Cafe\u{301} caf\u{AD}e"), ["cafe"; 4]);
        assert_eq!(
            read("prin\u{AD}ter ｐｒｉｎｔｅｒ \u{FEFF}Printer"),
            ["printer"; 3]
        );
        assert_eq!(read("Wi\u{2011}Fi wi\u{2010}fi ＷＩ－ＦＩ"), ["wifi"; 3]);
        assert_eq!(read("didn’t didnʼt didn＇t"), ["didnt"; 3]);
    }

    #[test]
    fn a_word_has_its_byte_range_in_the_text() {
        let text = "The “Wi‑Fi” — or Wi-Fi — naïvely";
        for word in words(text) {
            let written = normal_form(&text[word.at.clone()]);
            assert_eq!(written.replace('-', ""), word.text);
        }
    }

    #[test]
    fn machine_made_strings_are_skipped() {
        assert!(read("QWxhZGRpbjpvcGVuIHNlc2FtZQxhZGRpbjpvcGVu 🔥🔥 12345").is_empty());
    }
}
