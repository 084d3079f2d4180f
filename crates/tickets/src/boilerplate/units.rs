//! Splits a text into lines, and lines into sentences and the cells between `|` and `•`.

use std::ops::Range;

use super::phrases::{INLINE_SIGN_OFFS, TITLES};
use super::words::words;

/// A sentence, or a cell of a line such as `Analyst | IT Services`.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// Without white space around it.
    pub text: &'a str,
    /// The byte range of `text`.
    pub at: Range<usize>,
    /// The number of its line.
    pub line: usize,
    /// It is the first of its line.
    pub starts_line: bool,
    /// A blank line is above its line.
    pub starts_paragraph: bool,
    /// `|` or `•` is before or after it.
    pub cell: bool,
    /// Text that does not count lies between this unit and the next one.
    pub gap_after: bool,
    /// It is boilerplate.
    pub left_out: bool,
}

/// The byte ranges of the lines, blank ones included. A separator such as `-----Original Message-----` starts a line
/// also in a text that lost its line breaks.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let end = start + line.len();
        for cut in super::quotes::inline_starts(line) {
            if cut > 0 {
                lines.push(start..end - line.len() + cut);
                start = end - line.len() + cut;
            }
        }
        lines.push(start..end);
        start = end;
    }
    lines
}

/// The units of the lines that count.
pub(super) fn units<'a>(
    text: &'a str,
    lines: &[Range<usize>],
    counts: &dyn Fn(usize) -> bool,
) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = Vec::new();
    let mut blank_above = false;
    for (number, line) in lines.iter().enumerate() {
        let whole = text.get(line.clone()).unwrap_or_default();
        if !counts(number) {
            if let Some(last) = units.last_mut() {
                last.gap_after = true;
            }
            continue;
        }
        let mut starts_line = true;
        for (part, cell) in parts(whole) {
            let Some((trimmed, at)) = trimmed(whole, part, line.start) else {
                continue;
            };
            units.push(Unit {
                text: trimmed,
                at,
                line: number,
                starts_line,
                starts_paragraph: starts_line && blank_above,
                cell,
                gap_after: false,
                left_out: false,
            });
            starts_line = false;
        }
        // "\r\n" ends as two lines, of which the second is empty and not a blank line.
        let only_line_feed = whole == "\n"
            && text
                .get(..line.start)
                .is_some_and(|before| before.ends_with('\r'));
        if !only_line_feed {
            blank_above = starts_line;
        }
    }
    units
}

/// The sentences and cells of a line, each with whether it is a cell.
fn parts(line: &str) -> Vec<(Range<usize>, bool)> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut cell = false;
    let mut previous = ' ';
    for (at, c) in line.char_indices() {
        let bar = matches!(c, '|' | '•');
        let sentence_ends = c.is_whitespace() && matches!(previous, '.' | '!' | '?' | '…' | ';');
        let sign_off = previous.is_whitespace() && starts_with_sign_off(line.get(at..).unwrap_or_default());
        if bar || sentence_ends || sign_off {
            // "the toilet is blocked Service Desk Analyst | IT Services": the title starts a cell.
            let title = bar
                .then(|| title_at_end(line.get(start..at).unwrap_or_default()))
                .flatten();
            if let Some(title) = title.filter(|_| !cell) {
                parts.push((start..start + title, false));
                start += title;
            }
            parts.push((start..at, cell || bar));
            start = at + if bar { c.len_utf8() } else { 0 };
            cell = bar;
        }
        previous = c;
    }
    parts.push((start..line.len(), cell));
    parts
}

/// Where a job title of capitalised words starts behind other words of a sentence.
fn title_at_end(sentence: &str) -> Option<usize> {
    let mut title = None;
    for (at, _) in sentence.char_indices().rev().filter(|(_, c)| c.is_whitespace()) {
        let behind = sentence.get(at..)?.trim_start();
        if !behind.is_empty() && !behind.starts_with(char::is_uppercase) {
            let text = sentence.get(title?..)?;
            return words(text)
                .any(|word| TITLES.contains(&word.as_str()))
                .then_some(title?);
        }
        title = Some(at);
    }
    None
}

fn starts_with_sign_off(rest: &str) -> bool {
    INLINE_SIGN_OFFS.iter().any(|phrase| {
        rest.get(..phrase.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(phrase))
    })
}

fn trimmed(line: &str, part: Range<usize>, line_start: usize) -> Option<(&str, Range<usize>)> {
    let text = line.get(part.clone())?;
    let start = line_start + part.start + (text.len() - text.trim_start().len());
    let text = text.trim();
    (!text.is_empty()).then(|| (text, start..start + text.len()))
}
