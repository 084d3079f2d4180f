//! The tokens of a text: what full text compares, without case and diacritics.
//!
//! SQLite's FTS5 makes the same tokens itself (`unicode61 remove_diacritics 2`). A storage without such a tokenizer
//! uses [`tokens`].

use tickets::Term;

use super::filter_words::plain;

/// The words of a text in lower case, without diacritics.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let plain = plain(text);
    let letters = plain.chars().filter(|letter| !is_combining(*letter));
    let folded: String = letters.map(without_diacritic).collect::<String>().to_lowercase();
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a term contains anything to search for. Other terms do not narrow a list.
#[must_use]
pub fn searchable(term: &Term) -> bool {
    let (Term::Word(text) | Term::Prefix(text) | Term::Phrase(text)) = term;
    text.chars().any(char::is_alphanumeric)
}

/// Whether a text, given as its tokens, contains a term.
#[must_use]
pub fn contains(text: &[String], term: &Term) -> bool {
    let (Term::Word(wanted) | Term::Prefix(wanted) | Term::Phrase(wanted)) = term;
    let wanted = tokens(wanted);
    let Some((last, first)) = wanted.split_last() else {
        return true;
    };
    text.windows(wanted.len())
        .any(|window| match window.split_last() {
            Some((end, begin)) => {
                let is_last = match term {
                    Term::Prefix(_) => end.starts_with(last),
                    Term::Word(_) | Term::Phrase(_) => end == last,
                };
                is_last && begin == first
            }
            None => false,
        })
}

/// Combining diacritical marks, as typed after a letter on some systems.
fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

/// A Latin letter without its diacritic; any other character as it is.
fn without_diacritic(letter: char) -> char {
    let found = PLAIN.iter().find(|(_, letters)| letters.contains(letter));
    found.map_or(letter, |(plain, _)| *plain)
}

/// Latin letters with diacritics, by the letter without.
const PLAIN: &[(char, &str)] = &[
    ('a', "ÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ"),
    ('c', "ÇçĆćĈĉĊċČč"),
    ('d', "ĎďḌḍ"),
    ('e', "ÈÉÊËèéêëĒēĔĕĖėĘęĚěẸẹẺẻẼẽẾếỀềỂểỄễỆệ"),
    ('g', "ĜĝĞğĠġĢģ"),
    ('h', "ĤĥḤḥ"),
    ('i', "ÌÍÎÏìíîïĨĩĪīĬĭĮįİǏǐỈỉỊị"),
    ('j', "Ĵĵ"),
    ('k', "Ķķ"),
    ('l', "ĹĺĻļĽľ"),
    ('n', "ÑñŃńŅņŇň"),
    ('o', "ÒÓÔÕÖòóôõöŌōŎŏŐőƠơǑǒỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ"),
    ('r', "ŔŕŖŗŘř"),
    ('s', "ŚśŜŝŞşŠšȘș"),
    ('t', "ŢţŤťȚț"),
    ('u', "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƯưǓǔỤụỦủỨứỪừỬửỮữỰự"),
    ('w', "Ŵŵ"),
    ('y', "ÝýÿŶŷŸỲỳỴỵỶỷỸỹ"),
    ('z', "ŹźŻżŽž"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_neither_case_nor_diacritics_nor_signs() {
        assert_eq!(
            tokens("Café MÜNSTER: wi-fi 12!"),
            ["cafe", "munster", "wi", "fi", "12"]
        );
        assert_eq!(tokens("Cafe\u{301} مصعد"), ["cafe", "مصعد"]);
        assert!(tokens("🔥 !").is_empty());
    }

    #[test]
    fn a_phrase_is_adjacent_words_and_only_its_last_word_may_be_a_prefix() {
        let text = tokens("The door is broken");
        assert!(contains(&text, &Term::Phrase("door is".to_owned())));
        assert!(!contains(&text, &Term::Phrase("is door".to_owned())));
        assert!(contains(&text, &Term::Prefix("is bro".to_owned())));
        assert!(!contains(&text, &Term::Prefix("do broken".to_owned())));
    }
}
