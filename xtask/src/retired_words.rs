//! Finds retired words: words that the code and the docs no longer use because an ordinary term is clearer.
//!
//! `xtask/retired-words.txt` lists the words, their replacements, and the exceptions.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::{root, say};

/// Files with these endings are checked.
const ENDINGS: [&str; 7] = [".rs", ".md", ".html", ".css", ".js", ".toml", ".sql"];

/// Checks all files of the repository. Prints each retired word with its place and its replacement.
pub fn check() -> Result<()> {
    say("retired words");
    let list = List::parse(include_str!("../retired-words.txt"))?;
    let mut found = 0;
    for file in files()? {
        let Ok(text) = std::fs::read_to_string(root().join(&file)) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            for word in list.find(&file, line) {
                println!(
                    "{file}:{}: \"{}\": {}",
                    number + 1,
                    word.phrase.join(" "),
                    word.instead
                );
                found += 1;
            }
        }
    }
    if found > 0 {
        bail!("{found} uses of retired words; xtask/retired-words.txt lists them and the exceptions");
    }
    Ok(())
}

/// The paths of all files of the repository, also new ones that are not committed.
fn files() -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .context("listing the files with git")?;
    let names = String::from_utf8_lossy(&output.stdout);
    let is_checked = |file: &&str| {
        ENDINGS.iter().any(|ending| file.ends_with(ending)) && root().join(Path::new(file)).exists()
    };
    Ok(names.lines().filter(is_checked).map(str::to_owned).collect())
}

struct List {
    words: Vec<Retired>,
    exceptions: Vec<Exception>,
}

struct Retired {
    phrase: Vec<String>,
    instead: String,
}

/// A text that may contain retired words, in files whose path begins with `path`; `*` is every text.
struct Exception {
    text: String,
    path: String,
}

impl List {
    fn parse(text: &str) -> Result<Self> {
        let mut list = Self {
            words: Vec::new(),
            exceptions: Vec::new(),
        };
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(exception) = line.strip_prefix("allow ") {
                let (text, path) = exception.split_once(" in ").unwrap_or((exception, ""));
                list.exceptions.push(Exception {
                    text: text.trim().to_owned(),
                    path: path.trim().to_owned(),
                });
            } else {
                let (phrase, instead) = line
                    .split_once(':')
                    .with_context(|| format!("\"{line}\" has no replacement"))?;
                list.words.push(Retired {
                    phrase: words(phrase),
                    instead: instead.trim().to_owned(),
                });
            }
        }
        Ok(list)
    }

    /// The retired words in one line of a file, after the exceptions are removed from the line.
    fn find<'a>(&'a self, file: &str, line: &str) -> impl Iterator<Item = &'a Retired> {
        let mut line = line.to_owned();
        for exception in self.exceptions.iter().filter(|e| file.starts_with(&e.path)) {
            if exception.text == "*" {
                line.clear();
            } else {
                line = line.replace(&exception.text, " | ");
            }
        }
        let found = words(&line);
        self.words.iter().filter(move |retired| {
            found
                .windows(retired.phrase.len())
                .any(|part| part == retired.phrase)
        })
    }
}

/// The words of a text or an identifier in lower case: `is_sortedBy` has the words `is`, `sorted` and `by`. Other
/// characters than letters, `_` and white space separate phrases, so that no phrase is found across them.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in text.chars() {
        let is_new = !before.is_alphabetic() || (before.is_lowercase() && letter.is_uppercase());
        if letter.is_alphabetic() {
            if is_new {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        } else if letter != '_' && !letter.is_whitespace() {
            words.push(letter.to_string());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(file: &str, line: &str) -> Vec<String> {
        let list = "# A comment\n\
            told: reported, shown\n\
            sorted: classified, or in order\n\
            by hand: manually\n\
            allow is_sorted_by\n\
            allow sorted: in crates/tickets/\n\
            allow * in corpus/\n";
        let list = List::parse(list).expect("a list");
        list.find(file, line).map(|word| word.phrase.join(" ")).collect()
    }

    #[test]
    fn words_are_found_in_identifiers_comments_and_phrases() {
        assert_eq!(found("a.rs", "fn was_told() {}"), ["told"]);
        assert_eq!(found("a.rs", "struct ToldUser;"), ["told"]);
        assert_eq!(
            found("a.rs", "// Told once, sorted by hand."),
            ["told", "sorted", "by hand"]
        );
        assert!(found("a.rs", "let unsorted = mistold(by, hand);").is_empty());
    }

    #[test]
    fn exceptions_hold_for_their_text_and_path() {
        assert!(found("a.rs", "rows.is_sorted_by(|a, b| a < b)").is_empty());
        assert_eq!(found("a.rs", "rows.is_sorted_by(told)"), ["told"]);
        assert!(found("crates/tickets/search.rs", "\"sorted:automatic\"").is_empty());
        assert_eq!(found("ui/a.rs", "\"sorted:automatic\""), ["sorted"]);
        assert!(found("corpus/it.md", "I was told that").is_empty());
    }
}
