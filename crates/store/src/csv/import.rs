//! Tickets in from files.

use std::collections::HashMap;
use std::path::Path;
use std::thread;

use ::tickets::Assignment;

use super::messages::{self, MessageRow};
use super::tickets::{self, TicketRow, TicketRows};
use super::{CsvError, EVERY, Imported, ImportedTicket, Progress, Step};
use crate::SqliteStore;
use crate::sqlite::ImportFailed;

/// What the classifier said of some rows.
type Share = Vec<(usize, Assignment)>;

/// What is imported, and how.
pub struct Import<'a> {
    /// The file of tickets.
    pub tickets: &'a Path,
    /// The file of their messages.
    pub messages: Option<&'a Path>,
    /// The classifier, for tickets that bring no category. Called from several threads.
    pub classify: &'a (dyn Fn(&str) -> Assignment + Sync),
}

impl Import<'_> {
    /// Imports all, or nothing. Other commands wait while the tickets are written (some 20,000 a second).
    ///
    /// # Errors
    /// [`CsvError`] says which row of which file is bad, or what else went wrong.
    pub fn run(&self, store: &SqliteStore, progress: &mut dyn FnMut(Progress)) -> Result<Imported, CsvError> {
        let found = tickets::read(self.tickets, progress)?;
        let threads = match self.messages {
            Some(file) => messages::read(file, &found)?,
            None => Vec::new(),
        };
        let said = self.classify(&found.rows, progress)?;
        let tickets = told(found, threads, said)?;
        let imported = Imported {
            tickets: count(tickets.len()),
            messages: tickets
                .iter()
                .map(|imported| count(imported.messages.len()))
                .sum(),
        };
        store
            .keep_all(tickets, progress)
            .map_err(|not_kept| match not_kept {
                ImportFailed::Row(line, reason) => CsvError::BadRow {
                    file: self.tickets.to_owned(),
                    line,
                    reason,
                },
                ImportFailed::Desk(error) => error.into(),
            })?;
        Ok(imported)
    }

    /// Asks the classifier for each row that needs it, in as many threads as the machine has room for.
    fn classify(
        &self,
        rows: &[TicketRow],
        progress: &mut dyn FnMut(Progress),
    ) -> Result<HashMap<usize, Assignment>, CsvError> {
        let asked: Vec<usize> = needing_the_classifier(rows);
        let total = Some(count(asked.len()));
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let mut said = HashMap::with_capacity(asked.len());
        for some in asked.chunks(workers * usize::try_from(EVERY).unwrap_or(1)) {
            progress(Progress {
                step: Step::Classifying,
                done: count(said.len()),
                total,
            });
            for share in self.classify_some(rows, some, workers)? {
                said.extend(share);
            }
        }
        Ok(said)
    }

    fn classify_some(
        &self,
        rows: &[TicketRow],
        some: &[usize],
        workers: usize,
    ) -> Result<Vec<Share>, CsvError> {
        let classify = |at: usize| {
            rows.get(at)
                .map(|row| (at, (self.classify)(row.description.as_str())))
        };
        thread::scope(|scope| {
            let shares = some.chunks(some.len().div_ceil(workers).max(1));
            let work = shares
                .map(|share| scope.spawn(move || share.iter().filter_map(|at| classify(*at)).collect()));
            let work: Vec<_> = work.collect();
            // All are waited for: the scope would panic for one that nobody asked.
            let done: Vec<_> = work.into_iter().map(|share| share.join()).collect();
            let done = done
                .into_iter()
                .map(|share| share.map_err(|_| CsvError::Classifier));
            done.collect()
        })
    }
}

/// Rows without a category, and those whose category is the classifier's: its reasons are not in the file.
fn needing_the_classifier(rows: &[TicketRow]) -> Vec<usize> {
    let by_classifier = |row: &TicketRow| row.category_by == ::tickets::CategoryBy::Classifier;
    let rows = rows.iter().enumerate();
    rows.filter(|(_, row)| by_classifier(row))
        .map(|(at, _)| at)
        .collect()
}

fn told(
    found: TicketRows,
    threads: Vec<Vec<MessageRow>>,
    mut said: HashMap<usize, Assignment>,
) -> Result<Vec<ImportedTicket>, CsvError> {
    let mut threads = threads.into_iter();
    let rows = found.rows.into_iter().enumerate();
    rows.map(|(at, row)| {
        let thread = threads.next().unwrap_or_default();
        let assignment = said.remove(&at);
        let by_classifier = assignment.as_ref().map(|assignment| assignment.category);
        // Each row without a category was asked about.
        let category = row.category.or(by_classifier).ok_or(CsvError::Classifier)?;
        // What this classifier says of another category explains nothing.
        let assignment = assignment.filter(|assignment| assignment.category == category);
        Ok(ImportedTicket::of(row, thread, category, assignment))
    })
    .collect()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
