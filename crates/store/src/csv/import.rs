//! Imports tickets from CSV files.

use std::collections::HashMap;
use std::path::Path;
use std::thread;

use ::tickets::Assignment;
use chrono::{DateTime, Utc};

use super::messages::{self, MessageRow};
use super::tickets::{self, TicketRow, TicketRows};
use super::{CsvError, EVERY, Progress, Step};
use crate::{Bulk, ImportFailed, ImportProgress, Imported, ImportedTicket};

/// The assignments of some rows.
type Share = Vec<(usize, Assignment)>;

/// The files of an import, and the classifier.
pub struct Import<'a> {
    /// The file of tickets.
    pub tickets: &'a Path,
    /// The file of their messages.
    pub messages: Option<&'a Path>,
    /// Classifies a description, for tickets without a category. Called from several threads.
    pub classify: &'a (dyn Fn(&str) -> Assignment + Sync),
    /// The current time: tickets of the future are refused.
    pub now: DateTime<Utc>,
}

impl Import<'_> {
    /// Imports all tickets that the desk does not have, or none. Commands wait while the tickets are written (about 20,000 a second).
    ///
    /// # Errors
    /// [`CsvError::BadRow`] names the file and line of the first bad row.
    pub fn run(&self, store: &dyn Bulk, progress: &mut dyn FnMut(Progress)) -> Result<Imported, CsvError> {
        let found = tickets::read(self.tickets, self.now, progress)?;
        let threads = match self.messages {
            Some(file) => messages::read(file, &found)?,
            None => Vec::new(),
        };
        let assignments = self.classify(&found.rows, progress)?;
        let tickets = imported_tickets(found, threads, assignments)?;
        let total = count(tickets.len());
        let imported = store.import(tickets, &mut |done| {
            progress(match done {
                ImportProgress::Written(tickets) => Progress {
                    step: Step::Writing,
                    done: count(tickets),
                    total: Some(total),
                },
                ImportProgress::Merged(pages) => Progress {
                    step: Step::Merging,
                    done: count(pages),
                    total: None,
                },
            });
        });
        imported.map_err(|failed| match failed {
            ImportFailed::Row(line, reason) => CsvError::BadRow {
                file: self.tickets.to_owned(),
                line,
                reason,
            },
            ImportFailed::Store(error) => error.into(),
        })
    }

    /// Classifies each row that needs it, in as many threads as the machine has cores.
    fn classify(
        &self,
        rows: &[TicketRow],
        progress: &mut dyn FnMut(Progress),
    ) -> Result<HashMap<usize, Assignment>, CsvError> {
        let unclassified: Vec<usize> = needing_the_classifier(rows);
        let total = Some(count(unclassified.len()));
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let mut assignments = HashMap::with_capacity(unclassified.len());
        for some in unclassified.chunks(workers * usize::try_from(EVERY).unwrap_or(1)) {
            progress(Progress {
                step: Step::Classifying,
                done: count(assignments.len()),
                total,
            });
            for share in self.classify_some(rows, some, workers)? {
                assignments.extend(share);
            }
        }
        Ok(assignments)
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
            // Every thread is joined: the scope would panic for a thread that panicked unjoined.
            let done: Vec<_> = work.into_iter().map(|share| share.join()).collect();
            let done = done
                .into_iter()
                .map(|share| share.map_err(|_| CsvError::Classifier));
            done.collect()
        })
    }
}

/// Rows without a category, and rows whose category is the classifier's: the file does not contain its reasons.
fn needing_the_classifier(rows: &[TicketRow]) -> Vec<usize> {
    let by_classifier = |row: &TicketRow| row.category_by == ::tickets::CategoryBy::Classifier;
    let rows = rows.iter().enumerate();
    rows.filter(|(_, row)| by_classifier(row))
        .map(|(at, _)| at)
        .collect()
}

fn imported_tickets(
    found: TicketRows,
    threads: Vec<Vec<MessageRow>>,
    mut assignments: HashMap<usize, Assignment>,
) -> Result<Vec<ImportedTicket>, CsvError> {
    let mut threads = threads.into_iter();
    let rows = found.rows.into_iter().enumerate();
    rows.map(|(at, row)| {
        let thread = threads.next().unwrap_or_default();
        let assignment = assignments.remove(&at);
        let by_classifier = assignment.as_ref().map(|assignment| assignment.category);
        // Each row without a category was classified.
        let category = row.category.or(by_classifier).ok_or(CsvError::Classifier)?;
        // An assignment of another category does not explain this one.
        let assignment = assignment.filter(|assignment| assignment.category == category);
        Ok(ImportedTicket::reconstruct(row, thread, category, assignment))
    })
    .collect()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
