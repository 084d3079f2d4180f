//! Splits a search into pieces.

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

/// The pieces of a search. A quote that is not closed ends with the text.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = first(rest);
        rest = after;
        Some(piece)
    })
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
