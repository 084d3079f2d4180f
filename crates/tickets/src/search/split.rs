//! Splits a search into pieces.

use crate::normal_form::is_hyphen;

/// A word, phrase or filter of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text up to the next whitespace.
    Word(&'a str),
    /// Text between quotes. A quote inside it is still doubled.
    Phrase(&'a str),
    /// `key:value`, the value without its quotes. A quote inside the value is still doubled.
    Pair {
        key: &'a str,
        value: &'a str,
        whole: &'a str,
    },
}

/// A piece, and whether tickets that have it are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub piece: Piece<'a>,
    pub excluded: bool,
    /// As it was typed.
    pub whole: &'a str,
}

/// The alternatives of a search: parts that `OR` connects. Most have one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alternatives<'a> {
    pub parts: Vec<Part<'a>>,
    /// An `OR` has nothing before or behind it.
    pub lone_or: bool,
}

/// Splits a search. `AND` between two parts changes nothing; `NOT` before a part is a minus.
pub(super) fn alternatives(text: &str) -> Vec<Alternatives<'_>> {
    let mut all: Vec<Alternatives<'_>> = Vec::new();
    let (mut or, mut not) = (false, false);
    for mut part in parts(text) {
        match part.piece {
            Piece::Word("OR") => or = true,
            Piece::Word("AND") => (),
            Piece::Word("NOT") => not = true,
            _ => {
                part.excluded |= std::mem::take(&mut not);
                let lone_or = or && all.is_empty();
                match all.last_mut().filter(|_| std::mem::take(&mut or)) {
                    Some(last) => last.parts.push(part),
                    None => all.push(Alternatives {
                        parts: vec![part],
                        lone_or,
                    }),
                }
            }
        }
    }
    if or && let Some(last) = all.last_mut() {
        last.lone_or = true;
    }
    all
}

/// The parts of a search. A quote that is not closed ends with the text.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let unsigned = without_minus(rest);
        let (piece, after) = first(unsigned.unwrap_or(rest));
        let whole = rest.strip_suffix(after).unwrap_or(rest);
        rest = after;
        Some(Part {
            piece,
            excluded: unsigned.is_some(),
            whole,
        })
    })
}

/// The text behind a minus before a word, a phrase or a number. A minus alone is no operator.
fn without_minus(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    let minus = letters
        .next()
        .filter(|first| is_hyphen(*first) || *first == '\u{2013}')?;
    let next = letters.next()?;
    (next.is_alphanumeric() || matches!(next, '"' | '#'))
        .then(|| text.strip_prefix(minus))
        .flatten()
}

/// The first piece of a text without leading whitespace, and the rest.
fn first(text: &str) -> (Piece<'_>, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        let (phrase, rest) = unquoted(quoted);
        return (Piece::Phrase(phrase), rest);
    }
    if let Some((key, value)) = text.split_once(":\"")
        && is_key(key)
    {
        let (value, rest) = unquoted(value);
        let whole = text.strip_suffix(rest).unwrap_or(text);
        return (Piece::Pair { key, value, whole }, rest);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match word.split_once(':') {
        Some((key, value)) if is_key(key) => (
            Piece::Pair {
                key,
                value,
                whole: word,
            },
            rest,
        ),
        _ => (Piece::Word(word), rest),
    }
}

/// The text before the closing quote, and the text after it. A doubled quote does not close.
fn unquoted(text: &str) -> (&str, &str) {
    let mut from = 0;
    while let Some(at) = text
        .get(from..)
        .and_then(|rest| rest.find('"'))
        .map(|at| from + at)
    {
        let after = at + 1;
        if !text.get(after..).is_some_and(|rest| rest.starts_with('"')) {
            return (text.get(..at).unwrap_or(text), text.get(after..).unwrap_or(""));
        }
        from = after + 1;
    }
    (text, "")
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphanumeric)
}
