//! Signatures: below `--`, below "Kind regards", or a block of name, title, department and phone number at the end.

use super::phrases::{
    ADDED_REMARKS, CONTACT_LABELS, DEPARTMENTS, OFFICE_LINES, PROSE_WORDS, SIGN_OFFS, TITLES, WEAK_SIGN_OFFS,
};
use super::units::Unit;
use super::words::words;

/// A line of a signature has at most this many words.
const LONGEST_LINE: usize = 9;

/// A name has at most this many words.
const LONGEST_NAME: usize = 4;

/// Fewer words than this make no sentence.
const SHORTEST_SENTENCE: usize = 4;

/// What a unit looks like. Computed once, because a signature is searched from each unit on.
struct Look {
    kind: Kind,
    /// A job title, a department or a way to reach somebody.
    strong: bool,
    name: bool,
    prose: bool,
    /// `|` or `•` beside it, or a phone number or an address.
    certain: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `--`
    Delimiter,
    /// "Kind regards"
    SignOff,
    /// "Thanks"
    WeakSignOff,
    /// "PS: …"
    AddedRemark,
    Other,
}

/// Marks the units of signatures.
pub(super) fn mark(units: &mut [Unit<'_>]) {
    let mut own: Vec<&mut Unit<'_>> = units.iter_mut().filter(|unit| !unit.left_out).collect();
    let looks: Vec<Look> = own.iter().map(|unit| Look::of(unit)).collect();
    let mut position = 0;
    while let Some(rest) = looks.get(position..).filter(|rest| !rest.is_empty()) {
        let length = signature_length(rest, position == 0);
        for unit in own.iter_mut().skip(position).take(length) {
            unit.left_out = true;
        }
        position += length.max(1);
    }
}

/// The number of units of the signature at the start of `rest`; 0 if no signature starts there.
fn signature_length(rest: &[Look], first_of_text: bool) -> usize {
    let Some((first, below)) = rest.split_first() else {
        return 0;
    };
    if first.kind == Kind::Other && !first.strong && !first.name {
        return 0;
    }
    // "PS: …" below a signature is the reporter's text again.
    let remark = below.iter().position(|look| look.kind == Kind::AddedRemark);
    let below = below.get(..remark.unwrap_or(below.len())).unwrap_or_default();
    let end = 1 + below.len();
    let prose = below.iter().position(|look| look.prose);
    let strong = below.iter().any(|look| look.strong);
    let next_is = |test: fn(&Look) -> bool| below.first().is_some_and(test);
    let is_signature = match first.kind {
        Kind::AddedRemark => false,
        Kind::Delimiter => strong || prose.is_none() && !below.is_empty(),
        // Below a mere name, a sentence is the reporter's text again.
        Kind::SignOff if !strong => return prose.map_or(end, |at| 1 + at),
        Kind::SignOff => true,
        Kind::WeakSignOff => next_is(|look| look.name || look.strong) && prose.is_none(),
        Kind::Other => {
            let starts = first.strong || next_is(|look| look.strong);
            let many = usize::from(first.strong) + below.iter().filter(|look| look.strong).count() >= 2;
            let enough = many || !first_of_text && (first.certain || !first.strong);
            starts && enough && prose.is_none()
        }
    };
    if is_signature { end } else { 0 }
}

impl Look {
    fn of(unit: &Unit<'_>) -> Self {
        let prose = is_prose(unit.text);
        let contact = is_contact(unit.text);
        Self {
            kind: Kind::of(unit),
            strong: !prose && is_strong(unit, contact),
            name: is_name(unit),
            prose,
            certain: unit.cell || contact,
        }
    }
}

impl Kind {
    fn of(unit: &Unit<'_>) -> Self {
        if is_delimiter(unit) {
            Self::Delimiter
        } else if is_sign_off(unit.text, SIGN_OFFS) {
            Self::SignOff
        } else if unit.starts_line && is_sign_off(unit.text, WEAK_SIGN_OFFS) {
            Self::WeakSignOff
        } else if is_added_remark(unit) {
            Self::AddedRemark
        } else {
            Self::Other
        }
    }
}

/// A job title, a department or a way to reach somebody, in a short line or a cell.
fn is_strong(unit: &Unit<'_>, contact: bool) -> bool {
    let named = || {
        let title = words(unit.text).any(|word| TITLES.contains(&word.as_str()));
        let lower = unit.text.to_lowercase();
        let department = DEPARTMENTS.iter().any(|name| lower.contains(name));
        (title || department) && (unit.starts_line || unit.cell) && is_capitalised(unit.text)
    };
    words(unit.text).count() <= LONGEST_LINE && (contact || named())
}

/// A phone number, an address of mail or web, or "Tel: …".
fn is_contact(text: &str) -> bool {
    let label = text
        .split([':', '.', ' ', '+'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let labelled = CONTACT_LABELS.contains(&label.as_str());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = words(text)
        .filter(|word| word.chars().any(char::is_alphabetic))
        .count();
    (labelled && (digits >= 3 || text.contains(['@', '/'])))
        || (digits >= 6 && letters <= 2 && text.contains(['+', ' ', '/', '-']))
        || (letters <= 5 && (text.contains('@') || text.contains("www.") || text.contains("://")))
}

/// "Jane Doe", "Dr. J. Smith", on a line or in a cell of its own.
fn is_name(unit: &Unit<'_>) -> bool {
    let count = words(unit.text).count();
    let letters = !unit
        .text
        .contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '?' | '!'));
    (unit.starts_line || unit.cell)
        && letters
        && (1..=LONGEST_NAME).contains(&count)
        && is_capitalised(unit.text)
}

/// Whether each word begins with a capital letter, small words such as "of" apart.
fn is_capitalised(text: &str) -> bool {
    text.split_whitespace()
        .filter(|word| word.starts_with(char::is_alphabetic))
        .filter(|word| {
            !matches!(
                *word,
                "of" | "and" | "for" | "the" | "in" | "at" | "de" | "für" | "und"
            )
        })
        .all(|word| word.starts_with(char::is_uppercase))
}

/// A sentence that somebody wrote for this report, and not an office's standing line ("Open Monday to Friday").
fn is_prose(text: &str) -> bool {
    let lower = text.to_lowercase();
    let count = words(text).count();
    count >= SHORTEST_SENTENCE
        && words(text).any(|word| PROSE_WORDS.contains(&word.as_str()))
        && !OFFICE_LINES.iter().any(|phrase| lower.contains(phrase))
}

fn is_added_remark(unit: &Unit<'_>) -> bool {
    let lower = unit.text.to_lowercase();
    ADDED_REMARKS.iter().any(|start| {
        lower
            .strip_prefix(start)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// A line of dashes or underscores.
fn is_delimiter(unit: &Unit<'_>) -> bool {
    unit.starts_line
        && unit.text.len() >= 2
        && unit
            .text
            .chars()
            .all(|c| matches!(c, '-' | '_' | '–' | '—' | '*' | '='))
}

/// Whether a unit is one of the phrases, alone or with a name behind it.
fn is_sign_off(text: &str, phrases: &[&str]) -> bool {
    let lower = text.to_lowercase();
    let Some(phrase) = phrases.iter().find(|phrase| {
        lower
            .strip_prefix(**phrase)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    }) else {
        return false;
    };
    let behind = text.chars().skip(phrase.chars().count()).collect::<String>();
    let behind = behind.trim_matches([',', '.', '!', ' ', '-', '–']);
    behind.is_empty() || behind.starts_with(char::is_uppercase) && !is_prose(behind)
}
