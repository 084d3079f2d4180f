//! The figures of an analysis as a table for a spreadsheet, in CSV.

use anyhow::Context;
use chrono::{DateTime, Utc};

use crate::Calendar;

/// A header, and rows of the same length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The cells of each row.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn to_csv(&self) -> anyhow::Result<Vec<u8>> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&self.header).context("writing the header")?;
        for row in &self.rows {
            out.write_record(row).context("writing a row")?;
        }
        out.into_inner().context("writing the table")
    }
}

/// A moment in two columns: the local time, as spreadsheets read it, and the zone that the clocks show then. Both are
/// empty without a moment.
#[must_use]
pub fn local_time(moment: Option<DateTime<Utc>>, calendar: Calendar) -> [String; 2] {
    let local = moment.map(|moment| calendar.local(moment));
    let text = |format| local.map_or_else(String::new, |local| local.format(format).to_string());
    [text("%Y-%m-%d %H:%M:%S"), text("%Z")]
}

/// A duration in hours, rounded to a hundredth.
#[must_use]
pub fn hours(seconds: f64) -> String {
    format!("{:.2}", seconds / 3600.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repeated_hour_differs_by_its_zone() {
        let calendar = Calendar {
            zone: chrono_tz::Europe::Rome,
        };
        let local = |text: &str| local_time(Some(text.parse().expect("a time")), calendar);
        assert_eq!(local("2026-10-25T00:30:00Z"), ["2026-10-25 02:30:00", "CEST"]);
        assert_eq!(local("2026-10-25T01:30:00Z"), ["2026-10-25 02:30:00", "CET"]);
        assert_eq!(local_time(None, calendar), ["", ""]);
    }

    #[test]
    fn cells_with_commas_are_quoted() {
        let table = Table {
            header: vec!["place".to_owned(), "count".to_owned()],
            rows: vec![vec!["Hall B, room 2".to_owned(), "3".to_owned()]],
        };
        assert_eq!(
            table.to_csv().expect("CSV"),
            b"place,count\n\"Hall B, room 2\",3\n"
        );
    }

    #[test]
    fn durations_are_in_hours() {
        assert_eq!([0.0, 90.0, 5400.0].map(hours), ["0.00", "0.03", "1.50"]);
    }
}
