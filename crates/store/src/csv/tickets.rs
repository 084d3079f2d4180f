//! The rows of a tickets file.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use ::tickets::{Category, CategoryBy, Description, Place, Role, Status, TicketId};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::rows::{Column, Row, Rows};
use super::{CsvError, EVERY, Progress, Step};
use crate::Reporter;

/// A row of the file.
pub(super) struct TicketRow {
    pub line: u64,
    pub number: Option<u64>,
    pub id: TicketId,
    pub description: Description,
    pub place: Option<Place>,
    /// `None`: the classifier decides.
    pub category: Option<Category>,
    pub category_by: CategoryBy,
    pub status: Status,
    pub opened_at: DateTime<Utc>,
    pub modified_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub reporter: Reporter,
}

/// The rows of a file, with the index of each number.
#[derive(Default)]
pub(super) struct TicketRows {
    pub rows: Vec<TicketRow>,
    pub by_number: HashMap<u64, usize>,
}

/// The greatest number accepted. Greater ones are a mistake, and would leave no numbers for new tickets.
const GREATEST_NUMBER: u64 = 1 << 48;

/// How far the clock of another computer may be ahead.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

const fn required(name: &'static str) -> Column {
    Column { name, required: true }
}

const fn optional(name: &'static str) -> Column {
    Column {
        name,
        required: false,
    }
}

/// The columns, in the order of an export. The last four are optional in an import.
pub(super) const COLUMNS: &[Column] = &[
    required("number"),
    required("description"),
    required("place"),
    required("category"),
    required("status"),
    required("opened_at"),
    required("modified_at"),
    required("closed_at"),
    optional("id"),
    optional("category_by"),
    optional("reporter_role"),
    optional("reporter_name"),
];

/// Reads and checks a whole file.
pub(super) fn read(
    file: &Path,
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(Progress),
) -> Result<TicketRows, CsvError> {
    let mut rows = Rows::open(file, COLUMNS)?;
    let mut found = TicketRows::default();
    let mut ids = HashSet::new();
    while let Some((line, mut ticket)) = rows.next(|row| ticket(row, now))? {
        ticket.line = line;
        if let Some(number) = ticket.number
            && found.by_number.insert(number, found.rows.len()).is_some()
        {
            return Err(rows.bad(line, &format!("the number {number} occurs twice in the file")));
        }
        if !ids.insert(ticket.id) {
            return Err(rows.bad(line, &format!("the id {} occurs twice in the file", ticket.id)));
        }
        found.rows.push(ticket);
        let done = u64::try_from(found.rows.len()).unwrap_or(u64::MAX);
        if done % EVERY == 0 {
            progress(Progress {
                step: Step::Reading,
                done,
                total: None,
            });
        }
    }
    Ok(found)
}

fn ticket(row: &Row<'_>, now: DateTime<Utc>) -> Result<TicketRow, String> {
    let category = row.maybe("category")?;
    let ticket = TicketRow {
        line: 0,
        number: number(row)?,
        id: row.maybe("id")?.unwrap_or_default(),
        description: row.limited("description")?,
        place: place(row)?,
        category,
        category_by: category_by(row, category)?,
        status: row.maybe("status")?.ok_or("the status is missing")?,
        opened_at: row.time("opened_at")?.ok_or("opened_at is missing")?,
        modified_at: row.time("modified_at")?.ok_or("modified_at is missing")?,
        closed_at: row.time("closed_at")?,
        reporter: Reporter {
            role: row.maybe("reporter_role")?.unwrap_or(Role::User),
            name: row.name("reporter_name")?,
        },
    };
    in_order(&ticket)?;
    in_the_past(&ticket, now)?;
    Ok(ticket)
}

/// Refuses a ticket of the future, which would be counted wrongly in the analyses and stay at the top of every list.
/// Its other times are not later than `modified_at`.
fn in_the_past(ticket: &TicketRow, now: DateTime<Utc>) -> Result<(), String> {
    for (name, time) in [
        ("opened_at", ticket.opened_at),
        ("modified_at", ticket.modified_at),
    ] {
        if time > now + AHEAD {
            let time = time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            return Err(format!("{name}: {time} is in the future"));
        }
    }
    Ok(())
}

/// The number; a ticket without a number gets the next one.
fn number(row: &Row<'_>) -> Result<Option<u64>, String> {
    match row.maybe("number")? {
        Some(number) if !(1..=GREATEST_NUMBER).contains(&number) => Err(format!(
            "the number {number} is not between 1 and {GREATEST_NUMBER}"
        )),
        number => Ok(number),
    }
}

fn place(row: &Row<'_>) -> Result<Option<Place>, String> {
    match row.text("place").trim() {
        "" => Ok(None),
        _ => row.limited("place").map(Some),
    }
}

/// A given category counts as the helpdesk's, unless the column `category_by` names the classifier.
fn category_by(row: &Row<'_>, category: Option<Category>) -> Result<CategoryBy, String> {
    match (row.text("category_by"), category) {
        ("classifier", _) | ("", None) => Ok(CategoryBy::Classifier),
        ("helpdesk" | "", Some(_)) => Ok(CategoryBy::Helpdesk),
        ("helpdesk", None) => Err("category_by says helpdesk, but there is no category".to_owned()),
        (other, _) => Err(format!(
            "category_by: “{other}” is neither “classifier” nor “helpdesk”"
        )),
    }
}

/// Checks the order of the dates.
fn in_order(ticket: &TicketRow) -> Result<(), String> {
    if ticket.modified_at < ticket.opened_at {
        return Err("modified_at is before opened_at".to_owned());
    }
    match (ticket.status, ticket.closed_at) {
        (Status::Closed, None) => Err("it is closed, but closed_at is missing".to_owned()),
        (Status::Closed, Some(closed)) if closed < ticket.opened_at => {
            Err("closed_at is before opened_at".to_owned())
        }
        (Status::Closed, Some(closed)) if closed > ticket.modified_at => {
            Err("modified_at is before closed_at".to_owned())
        }
        (Status::Closed, _) | (_, None) => Ok(()),
        (status, Some(_)) => Err(format!("it is {status}, but has a closed_at")),
    }
}
