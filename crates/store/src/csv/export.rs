//! Exports tickets to CSV files.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ::tickets::{Message, Name, Ticket};
use chrono::{DateTime, SecondsFormat, Utc};

use super::out_file::OutFile;
use super::rows::Column;
use super::{CsvError, EVERY, Progress, Step, messages, tickets};
use crate::real_path::real_path;
use crate::{Reporter, Snapshot, StoreError, why_protected};

/// The files of an export.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The file of tickets.
    pub tickets: &'a Path,
    /// The file of their messages.
    pub messages: Option<&'a Path>,
    /// Whether texts that a spreadsheet would take for a formula get an apostrophe in front. Such files differ from the
    /// desk's texts and are not for an import.
    pub for_spreadsheets: bool,
}

/// The result of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The number of tickets in the file.
    pub tickets: u64,
    /// The number of messages in their file.
    pub messages: u64,
    /// The number of tickets that cannot be decoded. They and their messages are in no file.
    pub left_out: u64,
}

impl Export<'_> {
    /// Exports a desk as it is in a snapshot. Other callers may continue to write the desk.
    ///
    /// # Errors
    /// [`CsvError`] says what failed; existing files are then unchanged.
    pub fn run(&self, desk: &dyn Snapshot, progress: &mut dyn FnMut(Progress)) -> Result<Exported, CsvError> {
        self.check_files(&desk.files())?;
        let all = desk.ticket_count()?;
        let total = Some(all);
        let mut written = 0;
        let mut tickets = self.sheet(self.tickets, tickets::COLUMNS)?;
        let mut failed = Ok(());
        desk.each_ticket(&mut |ticket, reporter| {
            written += 1;
            if written % EVERY == 0 {
                progress(Progress {
                    step: Step::Writing,
                    done: written,
                    total,
                });
            }
            until_error(&mut failed, tickets.ticket(ticket, reporter))
        })?;
        failed?;
        let mut exported = Exported {
            tickets: written,
            messages: 0,
            left_out: all.saturating_sub(written),
        };
        let readable = match exported.left_out {
            0 => None,
            _ => Some(readable_tickets(desk)?),
        };
        let messages = match self.messages {
            Some(file) => {
                let mut messages = self.sheet(file, messages::COLUMNS)?;
                let mut failed = Ok(());
                desk.each_message(&mut |number, message| {
                    // An import refuses a message without its ticket.
                    if readable
                        .as_ref()
                        .is_some_and(|numbers| !numbers.contains(&number))
                    {
                        return ControlFlow::Continue(());
                    }
                    exported.messages += 1;
                    until_error(&mut failed, messages.message(number, message))
                })?;
                failed?;
                Some(messages)
            }
            None => None,
        };
        // Both files are complete on the disk before either is renamed.
        let mut sheets: Vec<_> = [Some(tickets), messages].into_iter().flatten().collect();
        sheets.iter_mut().try_for_each(Sheet::on_disk)?;
        sheets.into_iter().try_for_each(Sheet::finish)?;
        Ok(exported)
    }

    /// Begins a file with its first row, the names of the columns.
    fn sheet(&self, file: &Path, columns: &[Column]) -> Result<Sheet, CsvError> {
        let open = OutFile::create(file).map_err(|error| unusable(file, &error))?;
        let mut sheet = Sheet {
            file: file.to_owned(),
            out: csv::Writer::from_writer(BufWriter::new(open)),
            for_spreadsheets: self.for_spreadsheets,
        };
        let names: Vec<_> = columns.iter().map(|column| column.name).collect();
        sheet.row(&names)?;
        Ok(sheet)
    }

    /// Refuses to overwrite a file of the desk or a backup, or to write both exports into one file.
    fn check_files(&self, own: &[PathBuf]) -> Result<(), CsvError> {
        let mut named = Vec::new();
        for file in [Some(self.tickets), self.messages].into_iter().flatten() {
            // `x.csv.part` looks like an incomplete `x.csv`.
            for written in [file.to_owned(), part(file)] {
                let twice = named
                    .contains(&real_path(&written))
                    .then_some("it is named twice");
                if let Some(why) = why_protected(own, &written).or(twice) {
                    let file = file.to_owned();
                    return Err(CsvError::Protected { file, why });
                }
                named.push(real_path(&written));
            }
        }
        Ok(())
    }
}

/// The numbers of the tickets that can be decoded.
fn readable_tickets(desk: &dyn Snapshot) -> Result<HashSet<u64>, StoreError> {
    let mut numbers = HashSet::new();
    desk.each_ticket(&mut |ticket, _| {
        numbers.extend(ticket.number);
        ControlFlow::Continue(())
    })?;
    Ok(numbers)
}

/// Stops at the first error, and stores it.
fn until_error(failed: &mut Result<(), CsvError>, written: Result<(), CsvError>) -> ControlFlow<()> {
    *failed = written;
    match failed {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    }
}

/// How a formula may begin in a spreadsheet. Some ignore blanks before it.
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', ' '];

/// A file that is being written.
struct Sheet {
    file: PathBuf,
    out: csv::Writer<BufWriter<OutFile>>,
    for_spreadsheets: bool,
}

impl Sheet {
    fn ticket(&mut self, ticket: &Ticket, reporter: &Reporter) -> Result<(), CsvError> {
        self.row(&[
            &ticket.number.map(|number| number.to_string()).unwrap_or_default(),
            &self.text(ticket.description.as_str()),
            &self.text(ticket.place.as_ref().map_or("", |place| place.as_str())),
            ticket.category.as_str(),
            ticket.status.as_str(),
            &time(ticket.opened_at),
            &time(ticket.modified_at),
            &ticket.closed_at.map(time).unwrap_or_default(),
            &ticket.id.to_string(),
            ticket.category_by.as_str(),
            reporter.role.as_str(),
            &self.name(reporter.name.as_ref()),
        ])
    }

    fn message(&mut self, number: u64, message: &Message) -> Result<(), CsvError> {
        self.row(&[
            &number.to_string(),
            &time(message.created_at),
            message.role.as_str(),
            &self.name(message.name.as_ref()),
            &self.text(message.body.as_str()),
        ])
    }

    fn name(&self, name: Option<&Name>) -> String {
        self.text(name.map_or("", |name| name.as_str())).into_owned()
    }

    /// A text that a person wrote.
    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.for_spreadsheets && text.starts_with(FORMULA) {
            true => format!("'{text}").into(),
            false => text.into(),
        }
    }

    fn row(&mut self, fields: &[&str]) -> Result<(), CsvError> {
        self.out
            .write_record(fields)
            .map_err(|error| unusable(&self.file, &error.into()))
    }

    /// Returns once all rows are on the disk.
    fn on_disk(&mut self) -> Result<(), CsvError> {
        let flushed = self.out.flush();
        let done = flushed.and_then(|()| self.out.get_ref().get_ref().sync());
        done.map_err(|error| unusable(&self.file, &error))
    }

    /// Gives the complete file its name.
    fn finish(self) -> Result<(), CsvError> {
        let Self { file, out, .. } = self;
        let written = out
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()));
        let written = written.and_then(|buffer| Ok(buffer.into_inner()?));
        let finished = written.and_then(OutFile::finish);
        finished.map_err(|error| unusable(&file, &error))
    }
}

/// `x.csv` -> `x.csv.part`.
fn part(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn unusable(file: &Path, error: &io::Error) -> CsvError {
    match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full.into(),
        _ => CsvError::File {
            file: file.to_owned(),
            reason: error.to_string(),
        },
    }
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
