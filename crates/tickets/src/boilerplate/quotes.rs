//! Quoted replies: `> ` lines, "On … wrote:", "-----Original Message-----" and blocks of "From: … Sent: …" lines, in
//! the forms that common mail programs write in several languages.

use std::ops::Range;

use super::phrases::{
    ATTRIBUTION_STARTS, ATTRIBUTION_VERBS, FROM_LABELS, HEADER_LABELS, SEPARATORS, WEEKDAYS_AND_MONTHS,
};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The reporter's own line.
    Own,
    /// A line of a quoted message.
    Quoted,
    /// A line that a mail program wrote around a quoted message.
    Header,
}

impl Part {
    pub(super) const fn is_own(self) -> bool {
        matches!(self, Self::Own)
    }

    pub(super) const fn is_header(self) -> bool {
        matches!(self, Self::Header)
    }
}

/// An attribution ("On Monday, Jane Doe wrote:") has at most this many lines.
const LONGEST_ATTRIBUTION: usize = 3;

/// "On 2 Nov 2026 at 10:14, Jane Doe <jane@uni.example> wrote:" has at most this many bytes.
const LONGEST_INLINE_ATTRIBUTION: usize = 160;

/// A block of header lines has at most this many lines.
const LONGEST_HEADER: usize = 6;

/// What each line is.
pub(super) fn find(text: &str, lines: &[Range<usize>]) -> Vec<Part> {
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| text.get(line.clone()).unwrap_or_default().trim())
        .collect();
    let mut parts = vec![Part::Own; lines.len()];
    let mut quoted_from_here = false;
    let mut at = 0;
    while let Some(rest) = lines.get(at..).filter(|rest| !rest.is_empty()) {
        let header = header_lines(rest);
        for part in parts.iter_mut().skip(at).take(header.max(1)) {
            *part = if header > 0 {
                Part::Header
            } else if quoted_from_here || is_quote(rest.first().unwrap_or(&"")) {
                Part::Quoted
            } else {
                Part::Own
            };
        }
        // Below an attribution, an answer may be written between the quoted lines, if these are marked with `>`.
        let marked = || attribution_lines(rest) > 0 && rest.iter().any(|line| is_quote(line));
        quoted_from_here |= header > 0 && !marked();
        at += header.max(1);
    }
    parts
}

/// Where a quoted message starts within a line that lost its line breaks, as byte offsets in order.
pub(super) fn inline_starts(line: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    if let Some(at) = line.find("-----").filter(|at| {
        let dashed = line.get(*at..).unwrap_or_default();
        separator_text(dashed)
            .is_some_and(|text| SEPARATORS.iter().any(|separator| text.starts_with(separator)))
    }) {
        let dashed = line.get(at..).unwrap_or_default();
        let name = dashed.len() - dashed.trim_start_matches('-').len();
        starts.push(at);
        starts.extend(
            dashed
                .get(name..)
                .and_then(|rest| Some(at + name + end_of_dashes(rest)?)),
        );
    }
    if let Some(end) = line.find(" wrote:").map(|at| at + " wrote:".len()) {
        let before = line.get(..end).unwrap_or_default();
        // A date distinguishes a mail program's line from "On Monday the professor wrote: no exam".
        let is_long_date = |from: &str| from.chars().filter(char::is_ascii_digit).count() >= 3;
        let start = before
            .rfind("On ")
            .filter(|start| *start > 0 && end - start < LONGEST_INLINE_ATTRIBUTION)
            .filter(|start| before.get(*start..).is_some_and(is_long_date));
        if let Some(start) = start {
            starts.extend([start, end]);
        }
    }
    starts.sort_unstable();
    starts
}

/// The end of the dashes behind a separator's text, if it has some.
fn end_of_dashes(rest: &str) -> Option<usize> {
    let dashes = rest.find("--")?;
    let behind = rest.get(dashes..)?;
    Some(dashes + behind.len() - behind.trim_start_matches('-').len())
}

/// The number of lines that a mail program wrote at the start of `rest`; 0 for any other line.
fn header_lines(rest: &[&str]) -> usize {
    let Some(first) = rest.first() else {
        return 0;
    };
    let separator = separator_text(first).is_some_and(|text| SEPARATORS.contains(&text.trim_end()));
    let above = usize::from(separator);
    let block = rest
        .iter()
        .skip(above)
        .take(LONGEST_HEADER)
        .take_while(|line| starts_with_label(line, HEADER_LABELS))
        .count();
    let from = rest
        .get(above)
        .is_some_and(|line| starts_with_label(line, FROM_LABELS));
    match (separator, from && block >= 2) {
        (_, true) => above + block,
        (true, false) => above,
        (false, false) => attribution_lines(rest),
    }
}

/// The number of lines of an attribution at the start of `rest`; 0 if there is none.
fn attribution_lines(rest: &[&str]) -> usize {
    let mut joined = String::new();
    for (line, count) in rest.iter().take(LONGEST_ATTRIBUTION).zip(1..) {
        joined.push_str(line);
        joined.push(' ');
        if is_attribution(joined.trim()) {
            return count;
        }
        if line.is_empty() || !starts_like_attribution(&joined.to_lowercase()) {
            return 0;
        }
    }
    0
}

fn is_attribution(line: &str) -> bool {
    let lower = line.to_lowercase();
    let ends = lower.ends_with(':') && ATTRIBUTION_VERBS.iter().any(|verb| lower.contains(verb));
    ends && (starts_like_attribution(&lower) && is_dated(line) || lower.contains('@') || lower.contains('<'))
}

fn starts_like_attribution(lower: &str) -> bool {
    ATTRIBUTION_STARTS.iter().any(|start| lower.starts_with(start))
}

/// Whether a line has a digit, a weekday or a month.
fn is_dated(line: &str) -> bool {
    line.contains(|c: char| c.is_ascii_digit())
        || super::words::words(line).any(|word| WEEKDAYS_AND_MONTHS.contains(&word.as_str()))
}

fn is_quote(line: &str) -> bool {
    line.starts_with('>')
}

/// The text of a line such as `-----Original Message-----`, in lower case.
fn separator_text(line: &str) -> Option<String> {
    let dashes = line.starts_with("--") || line.to_lowercase().starts_with("begin forwarded");
    dashes.then(|| line.trim_matches(['-', '_', ' ', ':']).to_lowercase())
}

/// Whether a line begins with one of the labels and a colon.
fn starts_with_label(line: &str, labels: &[&str]) -> bool {
    let line = line.trim_start_matches(['*', ' ']);
    line.split_once(':').is_some_and(|(label, _)| {
        let label = label.trim_matches(['*', ' ', '\u{a0}']).to_lowercase();
        labels.contains(&label.as_str())
    })
}
