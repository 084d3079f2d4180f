//! Checks the quotation marks of a CSV file while it is read, and counts its lines as an editor does.
//!
//! The `csv` crate accepts any text: it takes all rows up to the next quotation mark for one field. It also counts a
//! row that follows a CRLF one line too early.
//!
//! ```text
//!                 "                     "
//!   field start ─────▶ in quotes ◀─────────────▶ after quote ── , or end of line ──▶ field start
//!        │ other           │ end of file              │ other
//!        ▼                 ▼                          ▼
//!      plain ── " ──▶     bad                        bad
//! ```

use std::collections::VecDeque;
use std::io::{self, Read};

const BYTE_ORDER_MARK: [u8; 3] = *b"\xEF\xBB\xBF";

/// A text that is checked as it is read.
pub(super) struct CheckedText<R> {
    text: R,
    state: State,
    /// The number of bytes of the byte order mark so far; `None`: something else was read.
    byte_order_mark: Option<usize>,
    line: u64,
    /// Whether the last byte was a carriage return: a line feed after it ends the same line.
    after_return: bool,
    in_row: bool,
    /// The line of the last quotation mark that opened a field.
    opened_in: u64,
    /// The lines of the rows that were begun and not yet returned.
    begins: VecDeque<u64>,
    begun: u64,
    returned: u64,
    bad: Option<BadQuotation>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    InQuotes,
    AfterQuote,
}

/// A quotation mark that makes a file ambiguous.
#[derive(Clone, Debug)]
pub(super) struct BadQuotation {
    /// The row, counted from 1.
    row: u64,
    pub line: u64,
    pub reason: String,
}

impl<R: Read> CheckedText<R> {
    pub(super) fn new(text: R) -> Self {
        Self {
            text,
            state: State::FieldStart,
            byte_order_mark: Some(0),
            line: 1,
            after_return: false,
            in_row: false,
            opened_in: 1,
            begins: VecDeque::new(),
            begun: 0,
            returned: 0,
            bad: None,
        }
    }

    /// The line in which the next row begins. Called once for each row, after the `csv` crate has read it.
    pub(super) fn next_row(&mut self) -> Result<u64, BadQuotation> {
        self.returned += 1;
        let line = self.begins.pop_front().unwrap_or(self.line);
        match &self.bad {
            Some(bad) if bad.row <= self.returned => Err(bad.clone()),
            _ => Ok(line),
        }
    }

    fn scan(&mut self, byte: u8) {
        if self.bad.is_some() || self.is_byte_order_mark(byte) {
            return;
        }
        let ends_line = matches!(byte, b'\r' | b'\n');
        if !self.in_row && !ends_line {
            self.in_row = true;
            self.begun += 1;
            self.begins.push_back(self.line);
        }
        self.step(byte, ends_line);
        if byte == b'\r' || byte == b'\n' && !self.after_return {
            self.line += 1;
        }
        self.after_return = byte == b'\r';
    }

    fn step(&mut self, byte: u8, ends_line: bool) {
        self.state = match (self.state, byte) {
            (State::FieldStart, b'"') => {
                self.opened_in = self.line;
                State::InQuotes
            }
            (State::InQuotes, b'"') => State::AfterQuote,
            (State::InQuotes, _) | (State::AfterQuote, b'"') => State::InQuotes,
            (_, b',') => State::FieldStart,
            _ if ends_line => {
                self.in_row = false;
                State::FieldStart
            }
            (State::AfterQuote, _) => {
                self.text_after_quote();
                State::Plain
            }
            (State::Plain, b'"') => {
                self.refuse(
                    self.line,
                    "there is a quotation mark in a field that does not begin with one. Put the field in quotation marks, and double each quotation mark inside it".to_owned(),
                );
                State::Plain
            }
            (State::FieldStart | State::Plain, _) => State::Plain,
        };
    }

    fn is_byte_order_mark(&mut self, byte: u8) -> bool {
        let expected = self.byte_order_mark.and_then(|at| BYTE_ORDER_MARK.get(at));
        let matches = expected == Some(&byte);
        self.byte_order_mark = self.byte_order_mark.filter(|_| matches).map(|at| at + 1);
        matches
    }

    fn text_after_quote(&mut self) {
        let (opened, closed) = (self.opened_in, self.line);
        let reason = if opened == closed {
            "a field in quotation marks continues after its closing quotation mark. Double each quotation mark inside a field; a backslash does not escape it".to_owned()
        } else {
            format!(
                "the quotation mark that opens a field here is not closed before line {closed}, where text follows it. Close it, or double the quotation marks inside the field"
            )
        };
        self.refuse(opened, reason);
    }

    fn refuse(&mut self, line: u64, reason: String) {
        self.bad = Some(BadQuotation {
            row: self.begun,
            line,
            reason,
        });
    }

    fn at_end(&mut self) {
        if self.state == State::InQuotes && self.bad.is_none() {
            let reason = "the quotation mark that opens a field here is never closed";
            self.refuse(self.opened_in, reason.to_owned());
        }
    }
}

impl<R: Read> Read for CheckedText<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.text.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            self.at_end();
        }
        buffer.iter().take(count).for_each(|byte| self.scan(*byte));
        Ok(count)
    }
}
