//! Reads rows of a CSV file by the names of their columns.

use std::fs::File;
use std::path::{Path, PathBuf};

use ::tickets::Name;
use chrono::{DateTime, Datelike, Utc};
use csv::{Reader, StringRecord};

use super::CsvError;
use super::quotation::{BadQuotation, CheckedText};

/// A file that is read row by row.
pub(super) struct Rows {
    file: PathBuf,
    reader: Reader<CheckedText<File>>,
    /// The index of each column of `columns` in the file.
    places: Vec<Option<usize>>,
    columns: &'static [Column],
    record: StringRecord,
}

/// A column of a file.
pub(super) struct Column {
    pub name: &'static str,
    pub required: bool,
}

impl Rows {
    /// Opens a file and reads its first row, the names of the columns.
    pub(super) fn open(file: &Path, columns: &'static [Column]) -> Result<Self, CsvError> {
        let unusable = |error: &dyn std::fmt::Display| CsvError::File {
            file: file.to_owned(),
            reason: error.to_string(),
        };
        let open = File::open(file).map_err(|error| unusable(&error))?;
        let mut reader = Reader::from_reader(CheckedText::new(open));
        let names = reader.headers().cloned();
        let line = match reader.get_mut().next_row() {
            Ok(line) => line,
            Err(bad) => return Err(bad_quotation(file, bad)),
        };
        let names = names.map_err(|error| unusable(&error))?;
        let bad = |reason| CsvError::BadRow {
            file: file.to_owned(),
            line,
            reason,
        };
        if let Some(separator) = other_separator(&names, columns) {
            return Err(CsvError::Separator {
                file: file.to_owned(),
                separator,
            });
        }
        if let Some(unknown) = names
            .iter()
            .find(|name| !columns.iter().any(|column| column.name == *name))
        {
            return Err(bad(format!("there is no column “{unknown}” in such a file")));
        }
        for column in columns {
            if names.iter().filter(|name| *name == column.name).count() > 1 {
                return Err(bad(format!("the column “{}” occurs twice", column.name)));
            }
        }
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let place = names.iter().position(|name| name == column.name);
            if place.is_none() && column.required {
                return Err(bad(format!("the column “{}” is missing", column.name)));
            }
            places.push(place);
        }
        Ok(Self {
            file: file.to_owned(),
            reader,
            places,
            columns,
            record: StringRecord::new(),
        })
    }

    /// Reads the next row and converts it; returns it with the line in which it begins.
    pub(super) fn next<T>(
        &mut self,
        make: impl FnOnce(&Row<'_>) -> Result<T, String>,
    ) -> Result<Option<(u64, T)>, CsvError> {
        let more = self.reader.read_record(&mut self.record);
        if matches!(more, Ok(false)) {
            return Ok(None);
        }
        let line = self.reader.get_mut().next_row();
        let line = line.map_err(|bad| bad_quotation(&self.file, bad))?;
        more.map_err(|error| self.bad(line, &describe(&error)))?;
        let row = Row { rows: self };
        match make(&row) {
            Ok(made) => Ok(Some((line, made))),
            Err(reason) => Err(self.bad(line, &reason)),
        }
    }

    /// The error of a bad row of this file.
    pub(super) fn bad(&self, line: u64, reason: &str) -> CsvError {
        CsvError::BadRow {
            file: self.file.clone(),
            line,
            reason: reason.to_owned(),
        }
    }
}

/// One row.
pub(super) struct Row<'a> {
    rows: &'a Rows,
}

impl Row<'_> {
    /// The text of a column; empty if the file does not have the column.
    pub(super) fn text(&self, name: &str) -> &str {
        let column = self.rows.columns.iter().position(|column| column.name == name);
        let place = column.and_then(|at| self.rows.places.get(at).copied().flatten());
        place.and_then(|at| self.rows.record.get(at)).unwrap_or("")
    }

    /// A value; `None` if the field is empty.
    pub(super) fn maybe<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, String> {
        match self.text(name) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|error| format!("{name}: {error}")),
        }
    }

    /// A text, checked against its limits.
    pub(super) fn limited<T: TryFrom<String, Error: std::fmt::Display>>(
        &self,
        name: &str,
    ) -> Result<T, String> {
        T::try_from(self.text(name).to_owned()).map_err(|error| format!("the {name} {error}"))
    }

    /// A person's name; `None` if the field is blank.
    pub(super) fn name(&self, name: &str) -> Result<Option<Name>, String> {
        match self.text(name).trim() {
            "" => Ok(None),
            _ => self.limited(name).map(Some),
        }
    }

    /// A time; `None` if the field is empty.
    pub(super) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, String> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let time = DateTime::parse_from_rfc3339(text)
            .map_err(|_| format!("{name}: “{text}” is no time such as 2026-03-02T09:00:00Z"))?;
        if !(1900..2100).contains(&time.year()) {
            return Err(format!("{name}: “{text}” is not in the years 1900 to 2099"));
        }
        Ok(Some(::tickets::to_millis(time.with_timezone(&Utc))))
    }
}

/// The separator of a file whose names of columns would be known with another one than the comma.
fn other_separator(names: &StringRecord, columns: &[Column]) -> Option<&'static str> {
    let only = names.get(0).filter(|_| names.len() == 1)?;
    let is_known = |name: &str| {
        columns
            .iter()
            .any(|column| column.name == name.trim().trim_matches('"'))
    };
    [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")]
        .into_iter()
        .find(|(separator, _)| only.contains(*separator) && only.split(*separator).any(is_known))
        .map(|(_, name)| name)
}

fn bad_quotation(file: &Path, bad: BadQuotation) -> CsvError {
    CsvError::BadRow {
        file: file.to_owned(),
        line: bad.line,
        reason: bad.reason,
    }
}

fn describe(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("it has {len} fields, and the first line names {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "it is not UTF-8 text".to_owned(),
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
