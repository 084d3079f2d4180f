//! Tickets out to files.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use ::tickets::{Message, Ticket};
use chrono::{DateTime, SecondsFormat, Utc};

use super::rows::Column;
use super::{CsvError, EVERY, Progress, Step, messages, tickets};
use crate::StoreError;
use crate::sqlite::Snapshot;

/// Where tickets are exported to.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The file of tickets.
    pub tickets: &'a Path,
    /// The file of their messages.
    pub messages: Option<&'a Path>,
}

/// What an export wrote.
pub type Exported = super::Imported;

impl Export<'_> {
    /// Exports the desk in a file. It is only read, as it is at one moment; this or another program
    /// may go on writing it meanwhile.
    ///
    /// # Errors
    /// [`CsvError`] says what went wrong; files that were there before are then as they were.
    pub fn run(&self, desk: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Exported, CsvError> {
        self.apart_from(desk)?;
        let snapshot = Snapshot::open(desk)?;
        let mut exported = Exported::default();
        let total = Some(snapshot.tickets()?);
        let mut out = Sheet::begin(self.tickets, tickets::COLUMNS)?;
        snapshot.each_ticket(|ticket| {
            out.ticket(ticket)?;
            exported.tickets += 1;
            if exported.tickets % EVERY == 0 {
                progress(Progress {
                    step: Step::Writing,
                    done: exported.tickets,
                    total,
                });
            }
            Ok::<_, CsvError>(())
        })?;
        let messages = match self.messages {
            Some(file) => {
                let mut out = Sheet::begin(file, messages::COLUMNS)?;
                snapshot.each_message(|number, message| {
                    exported.messages += 1;
                    out.message(number, message)
                })?;
                Some(out)
            }
            None => None,
        };
        // Both are whole on the disk before either gets its name.
        let mut sheets: Vec<_> = [Some(out), messages].into_iter().flatten().collect();
        sheets.iter_mut().try_for_each(Sheet::on_disk)?;
        sheets.into_iter().try_for_each(Sheet::finish)?;
        Ok(exported)
    }

    /// Refuses to write over the desk, or both files into one.
    fn apart_from(&self, desk: &Path) -> Result<(), CsvError> {
        let mut taken: Vec<_> = files_of(desk).iter().map(|file| canonical(file)).collect();
        for file in [Some(self.tickets), self.messages].into_iter().flatten() {
            for written in [file.to_owned(), part(file)].map(|file| canonical(&file)) {
                if taken.contains(&written) {
                    return Err(CsvError::File {
                        file: file.to_owned(),
                        reason: "it belongs to the desk, or is named twice".to_owned(),
                    });
                }
                taken.push(written);
            }
        }
        Ok(())
    }
}

/// A file in the making, under another name until it is whole.
struct Sheet {
    file: PathBuf,
    part: PathBuf,
    out: csv::Writer<BufWriter<File>>,
}

impl Sheet {
    fn begin(file: &Path, columns: &[Column]) -> Result<Self, CsvError> {
        let part = part(file);
        let open = File::create(&part).map_err(|error| unusable(file, &error))?;
        let mut sheet = Self {
            file: file.to_owned(),
            part,
            out: csv::Writer::from_writer(BufWriter::new(open)),
        };
        let names: Vec<_> = columns.iter().map(|column| column.name).collect();
        sheet.row(&names)?;
        Ok(sheet)
    }

    fn ticket(&mut self, ticket: &Ticket) -> Result<(), CsvError> {
        self.row(&[
            &ticket.number.map(|number| number.to_string()).unwrap_or_default(),
            ticket.description.as_str(),
            ticket.place.as_ref().map_or("", |place| place.as_str()),
            ticket.category.as_str(),
            ticket.status.as_str(),
            &time(ticket.opened_at),
            &time(ticket.modified_at),
            &ticket.closed_at.map(time).unwrap_or_default(),
            &ticket.id.to_string(),
            ticket.category_by.as_str(),
        ])
    }

    fn message(&mut self, number: u64, message: &Message) -> Result<(), CsvError> {
        self.row(&[
            &number.to_string(),
            &time(message.created_at),
            message.role.as_str(),
            message.name.as_ref().map_or("", |name| name.as_str()),
            message.body.as_str(),
        ])
    }

    fn row(&mut self, fields: &[&str]) -> Result<(), CsvError> {
        self.out
            .write_record(fields)
            .map_err(|error| unusable(&self.file, &error.into()))
    }

    /// All of it is on the disk when this returns.
    fn on_disk(&mut self) -> Result<(), CsvError> {
        let flushed = self.out.flush();
        let done = flushed.and_then(|()| self.out.get_ref().get_ref().sync_all());
        done.map_err(|error| unusable(&self.file, &error))
    }

    /// Gives the file its name.
    fn finish(self) -> Result<(), CsvError> {
        fs::rename(&self.part, &self.file).map_err(|error| unusable(&self.file, &error))
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        // Gone already if the file was finished.
        let _ = fs::remove_file(&self.part);
    }
}

/// What a desk consists of, and the drafts beside it.
fn files_of(desk: &Path) -> Vec<PathBuf> {
    let drafts = desk.with_file_name("drafts.db");
    let parts = |file: &Path| ["", "-wal", "-shm", ".lock"].map(|end| with_end(file, end));
    [parts(desk), parts(&drafts)].concat()
}

/// The name of a file until it is whole.
fn part(file: &Path) -> PathBuf {
    with_end(file, ".part")
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Where a file is, whatever the way to it; also if it is not there yet.
fn canonical(file: &Path) -> PathBuf {
    let there = || file.canonicalize().ok();
    let to_be = || {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(file.file_name()?))
    };
    there().or_else(to_be).unwrap_or_else(|| file.to_owned())
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
