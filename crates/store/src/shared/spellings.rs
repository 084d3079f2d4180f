//! What a search term looks for in the tokens of a text.

use tickets::Term;

use super::tokens::{Tokens, is_character};
use super::word_forms::forms;

/// Adjacent tokens that a text may contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The tokens in order; at least one.
    pub words: Vec<String>,
    /// Whether the last token is only the beginning of a word.
    pub is_beginning: bool,
}

impl Spelling {
    fn exact(words: Vec<String>) -> Option<Self> {
        (!words.is_empty()).then_some(Self {
            words,
            is_beginning: false,
        })
    }

    /// A token of one character has no longer words.
    fn beginning(words: Vec<String>) -> Option<Self> {
        let is_beginning = !words.last().is_none_or(|last| is_character(last));
        Self::exact(words).map(|spelling| Self {
            is_beginning,
            ..spelling
        })
    }

    /// Whether a text, given as its tokens, contains the spelling.
    #[must_use]
    pub fn is_in(&self, text: &[String]) -> bool {
        let Some((last, first)) = self.words.split_last() else {
            return true;
        };
        text.windows(self.words.len())
            .any(|window| match window.split_last() {
                Some((end, begin)) if self.is_beginning => end.starts_with(last) && begin == first,
                Some((end, begin)) => end == last && begin == first,
                None => false,
            })
    }
}

/// The spellings of which a text must contain one, for a term that is a text; empty if the term has no letters or
/// digits, or is no text.
#[must_use]
pub fn spellings(term: &Term) -> Vec<Spelling> {
    match term {
        Term::Word(text) => whole(text),
        Term::Prefix(text) => beginnings(text),
        Term::Unfinished(text) => {
            let mut spellings = beginnings(text);
            let more: Vec<_> = whole(text)
                .into_iter()
                .filter(|spelling| !spellings.iter().any(|beginning| beginning.includes(spelling)))
                .collect();
            spellings.extend(more);
            spellings
        }
        Term::Phrase(text) => Spelling::exact(Tokens::of(text).words).into_iter().collect(),
        Term::Place(_)
        | Term::Status(_)
        | Term::Category(_)
        | Term::Sure(_)
        | Term::Any(_)
        | Term::Not(_) => Vec::new(),
    }
}

impl Spelling {
    /// Whether each text with the other spelling has this one.
    fn includes(&self, other: &Self) -> bool {
        let (Some(mine), Some(others)) = (self.words.last(), other.words.last()) else {
            return false;
        };
        let same_before = self.words.len() == other.words.len()
            && self
                .words
                .iter()
                .zip(&other.words)
                .rev()
                .skip(1)
                .all(|(mine, other)| mine == other);
        same_before
            && if self.is_beginning {
                others.starts_with(mine.as_str())
            } else {
                others == mine
            }
    }
}

/// Whether a term contains anything to search for. Other terms do not narrow a list.
#[must_use]
pub fn searchable(term: &Term) -> bool {
    match term {
        Term::Any(terms) => terms.iter().any(searchable),
        Term::Not(term) => searchable(term),
        Term::Status(_) | Term::Category(_) | Term::Sure(_) => true,
        Term::Place(text) => text.chars().any(char::is_alphanumeric),
        Term::Word(_) | Term::Prefix(_) | Term::Unfinished(_) | Term::Phrase(_) => {
            !spellings(term).is_empty()
        }
    }
}

/// A word in all its forms. A word with a hyphen is its parts, or one word.
fn whole(text: &str) -> Vec<Spelling> {
    let Tokens { words, joined } = Tokens::of(text);
    let forms_of = |word: &str| {
        forms(word, text)
            .into_iter()
            .filter_map(|form| Spelling::exact(vec![form]))
    };
    match (&words[..], one_word(&words, &joined)) {
        ([word], _) => forms_of(word).collect(),
        (_, Some(word)) => Spelling::exact(words.clone())
            .into_iter()
            .chain(forms_of(word))
            .collect(),
        _ => Spelling::exact(words).into_iter().collect(),
    }
}

fn beginnings(text: &str) -> Vec<Spelling> {
    let Tokens { words, joined } = Tokens::of(text);
    let one = one_word(&words, &joined).map(|word| vec![word.to_owned()]);
    let parts = Spelling::beginning(words);
    parts
        .into_iter()
        .chain(one.and_then(Spelling::beginning))
        .collect()
}

/// All parts of a text as one word, if it is one word with hyphens.
fn one_word<'a>(words: &[String], joined: &'a [String]) -> Option<&'a str> {
    match joined {
        [word] if *word == words.concat() => Some(word),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(term: &Term, text: &str) -> bool {
        let Tokens { words, joined } = Tokens::of(text);
        let spellings = spellings(term);
        spellings
            .iter()
            .any(|spelling| spelling.is_in(&words) || spelling.is_in(&joined))
    }

    fn word(text: &str) -> Term {
        Term::Word(text.to_owned())
    }

    #[test]
    fn spellings_of_one_word_find_each_other() {
        let wifi = ["wifi", "Wi-Fi", "Wi\u{2011}Fi", "WiFi", "wi\u{AD}fi"];
        for searched in wifi {
            for text in wifi.into_iter().chain(["the wi fi is down"]) {
                assert!(finds(&word(searched), text), "{searched} in {text}");
            }
        }
        assert!(finds(&Term::Unfinished("wif".to_owned()), "Wi-Fi"));
        assert!(finds(&Term::Prefix("wi-f".to_owned()), "wifi"));
        assert!(!finds(&word("wi-fi"), "fi wi"));
    }

    #[test]
    fn a_phrase_is_exact_and_only_the_last_word_of_a_beginning_may_be_longer() {
        let phrase = |text: &str| Term::Phrase(text.to_owned());
        let text = "The door is broken";
        assert!(finds(&phrase("door is"), text));
        assert!(!finds(&phrase("is door"), text));
        assert!(!finds(&phrase("doors"), text));
        assert!(finds(&word("doors"), text));
        assert!(finds(&Term::Prefix("is bro".to_owned()), text));
        assert!(!finds(&Term::Prefix("do broken".to_owned()), text));
        assert!(!finds(&Term::Prefix("doors".to_owned()), text));
        assert!(finds(&Term::Unfinished("doors".to_owned()), text));
    }

    #[test]
    fn a_part_of_a_text_without_blanks_is_found() {
        for (searched, text) in [
            ("打印机", "图书馆的打印机坏了"),
            ("프린터", "프린터가 고장"),
            ("机", "打印机"),
        ] {
            assert!(finds(&word(searched), text), "{searched}");
            assert!(finds(&Term::Unfinished(searched.to_owned()), text), "{searched}");
        }
        assert!(!finds(&word("印打"), "打印机"));
    }
}
