//! The tokens of a text: what full text compares. Every storage indexes [`index_text`], whose tokens are separated by
//! blanks, so that all storages find the same.
//!
//! ```text
//!   The Wi-Fi in the library's café      the wi fi in the library s cafe ⟨break⟩ wifi librarys
//!   打印机坏了                            打 印 机 坏 了
//! ```
//!
//! - A word with a hyphen is its parts, and behind the text also one word.
//! - Scripts without blanks between words have one token for each character. A search for several characters is a
//!   phrase, which finds them inside a longer text.

use tickets::normal_form::normal_form;

/// Begins every filter word. It is a private-use character, which no token of a text contains, so that nobody can write
/// a filter word.
pub const MARK: char = '\u{E000}';

/// Separates two texts. No token of a text equals it.
const BREAK: &str = " \u{E000} ";

/// The longest word, in bytes, that is joined from its parts.
const LONGEST_JOINED: usize = 40;

/// Words that people write as two, with or without a hyphen.
const HALVES: [(&str, &str); 3] = [("wi", "fi"), ("e", "mail"), ("e", "mails")];

/// The tokens of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// All words, in order.
    pub words: Vec<String>,
    /// Words with a hyphen or an apostrophe, each as one word.
    pub joined: Vec<String>,
}

impl Tokens {
    /// The tokens of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        let form = normal_form(text);
        for chunk in form.split(|letter: char| !is_word_letter(letter) && !is_joint(letter)) {
            tokens.add_chunk(chunk);
        }
        tokens
    }

    /// Adds words that only hyphens and apostrophes separate.
    fn add_chunk(&mut self, chunk: &str) {
        let mut joined = String::new();
        let mut parts = 0;
        let mut joint = None;
        for piece in chunk.split_inclusive(is_joint) {
            let word = piece.trim_end_matches(is_joint);
            if !joins(joint, word) {
                self.join(&mut joined, &mut parts);
            }
            if !word.is_empty() {
                self.add_word(word);
                joined.push_str(word);
                parts += 1;
            }
            joint = piece.chars().next_back().filter(|last| is_joint(*last));
        }
        self.join(&mut joined, &mut parts);
    }

    fn add_word(&mut self, word: &str) {
        if let Some(before) = self.words.last()
            && HALVES.contains(&(before.as_str(), word))
        {
            let one = format!("{before}{word}");
            self.push_joined(one);
        }
        let mut rest = String::new();
        for letter in word.chars() {
            if is_unspaced(letter) {
                self.words
                    .extend((!rest.is_empty()).then(|| std::mem::take(&mut rest)));
                self.words.push(letter.to_string());
            } else {
                rest.push(letter);
            }
        }
        self.words.extend((!rest.is_empty()).then_some(rest));
    }

    /// Adds the word that is joined from several parts.
    fn join(&mut self, joined: &mut String, parts: &mut usize) {
        let word = std::mem::take(joined);
        let several = std::mem::take(parts) > 1;
        if several && word.len() <= LONGEST_JOINED && !word.chars().any(is_unspaced) {
            self.push_joined(word);
        }
    }

    fn push_joined(&mut self, word: String) {
        if !self.joined.contains(&word) {
            self.joined.push(word);
        }
    }
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    Tokens::of(text).words
}

/// A text as it is indexed: its tokens, separated by blanks.
#[must_use]
pub fn index_text(text: &str) -> String {
    let Tokens { words, joined } = Tokens::of(text);
    let mut text = words.join(" ");
    if !joined.is_empty() {
        text.push_str(BREAK);
        text.push_str(&joined.join(" "));
    }
    text
}

/// The texts of a thread and the names of the people in it, as one text.
#[must_use]
pub fn join_thread(names: Vec<Option<String>>, texts: Vec<String>) -> String {
    let mut people: Vec<String> = Vec::new();
    for name in names.into_iter().flatten() {
        if !people.contains(&name) {
            people.push(name);
        }
    }
    join_texts(people.iter().chain(&texts).map(String::as_str))
}

/// Several texts as one; a phrase never matches across two of them.
fn join_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(BREAK);
        }
        all.push_str(&index_text(text));
    }
    all
}

/// Whether a token is one character of a script without blanks between words.
#[must_use]
pub fn is_character(token: &str) -> bool {
    token.chars().all(is_unspaced)
}

/// Whether a joint and the word behind it continue the word before. Behind an apostrophe only endings do: "don't",
/// but not "l'ascensore".
fn joins(joint: Option<char>, word: &str) -> bool {
    match joint {
        Some('\'') => (1..=2).contains(&word.chars().count()),
        Some(_) => !word.is_empty(),
        None => true,
    }
}

fn is_joint(letter: char) -> bool {
    matches!(letter, '-' | '\'')
}

/// Whether a character is part of a word. Marks are part of letters in many scripts.
fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric() || is_mark(letter)
}

/// The marks of Indic scripts that are not alphabetic, such as the virama.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{93C}' | '\u{94D}' | '\u{9BC}' | '\u{9CD}' | '\u{A3C}' | '\u{A4D}' | '\u{ABC}' | '\u{ACD}'
        | '\u{B3C}' | '\u{B4D}' | '\u{BCD}' | '\u{C3C}' | '\u{C4D}' | '\u{CBC}' | '\u{CCD}' | '\u{D4D}' | '\u{DCA}'
        | '\u{E47}'..='\u{E4E}' | '\u{EC8}'..='\u{ECE}' | '\u{1039}' | '\u{103A}' | '\u{17C9}'..='\u{17D3}')
}

/// Whether a character belongs to a script that has no blanks between words (Chinese, Japanese, Thai …), or whose words
/// have endings without a blank (Korean).
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1100}'..='\u{11FF}'
            | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FF}' | '\u{3105}'..='\u{312F}' | '\u{31F0}'..='\u{31FF}'
            | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_a_hyphen_is_also_one_word_behind_the_text() {
        let text = "The Wi\u{2011}Fi in the library’s café isn't l'ascensore B-204 wi fi";
        let expected =
            "the wi fi in the library s cafe isn t l ascensore b 204 wi fi \u{E000} wifi librarys isnt b204";
        assert_eq!(index_text(text), expected);
        assert_eq!(index_text("an e mail - now"), "an e mail now \u{E000} email");
        assert_eq!(index_text("--- 'quoted' -x-"), "quoted x");
        assert_eq!(index_text("🔥 !"), "");
    }

    #[test]
    fn scripts_without_blanks_have_a_token_for_each_character() {
        assert_eq!(index_text("打印机坏了 in A3室"), "打 印 机 坏 了 in a3 室");
        assert_eq!(
            words("プリンタ 프린터가"),
            ["プ", "リ", "ン", "タ", "프", "린", "터", "가"]
        );
        assert_eq!(words("विद्यालय مصعد"), ["विद्यालय", "مصعد"]);
    }

    #[test]
    fn a_text_cannot_contain_the_break() {
        assert_eq!(words("a\u{E000}b"), ["a", "b"]);
        assert_eq!(join_texts(["please hurry", "up"]), "please hurry \u{E000} up");
    }
}
