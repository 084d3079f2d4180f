//! The first sentence of a description: the heading of its ticket.

/// The shortest sentence, in characters. A shorter one ("Hello.") is read on.
const SHORTEST: usize = 12;

/// The length after which a sentence is cut, in characters.
const LONGEST: usize = 140;

/// The first sentence of a text, on one line and without its full stop. A sentence that is too long ends after a word,
/// with "…".
#[must_use]
pub fn first_sentence(text: &str) -> String {
    let mut sentence = String::new();
    let mut length = 0;
    for line in text.lines() {
        for word in line.split_whitespace() {
            let added = word.chars().count() + usize::from(length > 0);
            if length + added > LONGEST {
                return cut(&sentence, word);
            }
            if length > 0 {
                sentence.push(' ');
            }
            sentence.push_str(word);
            length += added;
            if length >= SHORTEST && ends_sentence(word) {
                return without_stop(&sentence);
            }
        }
        // A line ends a sentence, but not a salutation ("Dear helpdesk,").
        if length >= SHORTEST && !sentence.ends_with([',', ':', ';']) {
            break;
        }
    }
    without_stop(&sentence)
}

/// A sentence that goes on with a word for which there is no room.
fn cut(sentence: &str, next: &str) -> String {
    if sentence.is_empty() {
        next.chars().take(LONGEST).chain(['…']).collect()
    } else {
        format!(
            "{}…",
            sentence.trim_end_matches([',', ';', ':', '-', '–']).trim_end()
        )
    }
}

/// Whether a word is the last one of a sentence. Abbreviations ("Dr.", "e.g.", "B.") are not.
fn ends_sentence(word: &str) -> bool {
    let word = word.trim_end_matches(['"', '”', '’', '\'', ')', '»']);
    match word.chars().last() {
        Some('!' | '?' | '。' | '！' | '？' | '؟' | '।') => true,
        Some('.') => !is_abbreviation(word.trim_end_matches('.')),
        _ => false,
    }
}

/// Whether a word before a full stop is short for another: "e.g", "B", "Dr", "approx".
fn is_abbreviation(word: &str) -> bool {
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return false };
    let others = letters.as_str();
    let is_title = first.is_uppercase() && others.len() <= 2 && others.chars().all(char::is_lowercase);
    word.contains('.') || is_title || ["approx", "ca", "etc", "nr", "no", "tel", "vs"].contains(&word)
}

fn without_stop(sentence: &str) -> String {
    let plain = sentence.strip_suffix('.').filter(|rest| !rest.ends_with('.'));
    plain.unwrap_or(sentence).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_at_its_full_stop_or_at_the_end_of_its_line() {
        for (text, sentence) in [
            ("The lift is stuck. It beeps.", "The lift is stuck"),
            (
                "Is the pool open today? I ask for two.",
                "Is the pool open today?",
            ),
            (
                "Wi-Fi drops in the library\nIt began on Monday.",
                "Wi-Fi drops in the library",
            ),
            ("  The\ttap\n drips  all night. ", "The tap drips all night"),
            (
                "He said “the door is broken.” Then he left.",
                "He said “the door is broken.”",
            ),
            (
                "网络今天早上很慢很慢没有办法上课。 请帮忙",
                "网络今天早上很慢很慢没有办法上课。",
            ),
        ] {
            assert_eq!(first_sentence(text), sentence);
        }
    }

    #[test]
    fn salutations_and_abbreviations_do_not_end_a_sentence() {
        for (text, sentence) in [
            ("Hello.\nThe tap drips.", "Hello. The tap drips"),
            (
                "Dear helpdesk team,\nthe tap drips.",
                "Dear helpdesk team, the tap drips",
            ),
            (
                "I asked Dr. Ito, e.g. on Monday. No answer.",
                "I asked Dr. Ito, e.g. on Monday",
            ),
            ("Room 2.14 is cold...", "Room 2.14 is cold..."),
            ("The tap in room 7. It drips", "The tap in room 7"),
            (
                "It is hot on Hall B. The window is shut.",
                "It is hot on Hall B. The window is shut",
            ),
        ] {
            assert_eq!(first_sentence(text), sentence);
        }
    }

    #[test]
    fn a_long_sentence_is_cut_after_a_word() {
        let heading = first_sentence(&"broken ".repeat(100));
        assert!(
            heading.ends_with("broken…") && heading.chars().count() <= LONGEST + 1,
            "{heading}"
        );
        assert_eq!(first_sentence(&"é".repeat(500)).chars().count(), LONGEST + 1);
        assert_eq!(first_sentence("Wi-Fi"), "Wi-Fi");
    }
}
