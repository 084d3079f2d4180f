//! A page of the desk's facts, parsed so that a newer or damaged desk cannot stop the feed.
//!
//! Unknown fields and columns are ignored. A row with an unknown status or category, or with a number out of range, is
//! skipped.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;
use wire::FactRow;

/// The columns of a [`FactRow`].
const COLUMNS: usize = 6;

/// The answer of `GET /facts`.
#[derive(Clone, Debug, Deserialize)]
pub struct FactPage {
    /// The desk's generation.
    pub desk: Uuid,
    /// The places of the rows.
    pub places: Vec<String>,
    /// The tickets that changed.
    pub rows: Rows,
    /// The feed's number after this page.
    pub next: u64,
    /// The mark of `next`: the id of a command with that number. `None` for numbers of an older desk.
    #[serde(default)]
    pub mark: Option<Uuid>,
}

/// The rows of a page.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The rows that this version understands.
    pub readable: Vec<FactRow>,
    /// The JSON of the other rows.
    pub unreadable: Vec<String>,
}

impl Rows {
    /// The number of all rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.readable.len() + self.unreadable.len()
    }

    /// Whether the page has no row at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        // The usual case: all rows are readable, and are parsed in one pass.
        if let Ok(readable) = serde_json::from_str(json.get()) {
            return Ok(Self {
                readable,
                unreadable: Vec::new(),
            });
        }
        let rows: Vec<&RawValue> = serde_json::from_str(json.get()).map_err(D::Error::custom)?;
        Ok(rows.into_iter().fold(Self::default(), Self::with))
    }
}

impl Rows {
    fn with(mut self, json: &RawValue) -> Self {
        match parse_row(json.get()) {
            Ok(row) => self.readable.push(row),
            Err(_) => self.unreadable.push(json.get().to_owned()),
        }
        self
    }
}

/// Parses the known columns of a row.
fn parse_row(json: &str) -> serde_json::Result<FactRow> {
    let columns: Vec<&RawValue> = serde_json::from_str(json)?;
    let known: Vec<&str> = columns.iter().take(COLUMNS).map(|column| column.get()).collect();
    serde_json::from_str(&format!("[{}]", known.join(",")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tickets::{Category, Status};

    use super::*;

    fn page(rows: &Value) -> serde_json::Result<FactPage> {
        let page =
            json!({ "desk": Uuid::nil(), "places": ["Hall B"], "rows": rows, "next": 9, "added_later": {} });
        serde_json::from_str(&page.to_string())
    }

    #[test]
    fn unknown_fields_and_columns_are_ignored() {
        let page = page(&json!([[
            1,
            1000,
            null,
            "open",
            "technical-it",
            0,
            "added later"
        ]]))
        .expect("a page");
        let lift = FactRow(1, 1000, None, Status::Open, Category::TechnicalIt, Some(0));
        assert_eq!((page.rows.readable, page.rows.unreadable.len()), (vec![lift], 0));
    }

    #[test]
    fn a_row_that_is_not_understood_does_not_affect_the_others() {
        let rows = json!([
            [1, 1000, null, "open", "technical-it", null],
            [2, 1000, null, "archived", "technical-it", null],
            [3, 1000, null, "open", "gardening", null],
            [-4, 1000, null, "open", "technical-it", null],
            [5_000_000_000_u64, 1000, null, "open", "technical-it", null],
            [6, 1000, null],
            { "row": 7 },
            null,
            [8, 1000, 2000, "closed", "facility-management", null],
        ]);
        let page = page(&rows).expect("a page");
        let readable: Vec<u32> = page.rows.readable.iter().map(|row| row.0).collect();
        assert_eq!(readable, [1, 8]);
        assert_eq!(page.rows.unreadable.len(), 7);
        assert!(page.rows.unreadable[0].contains("archived"));
    }

    #[test]
    fn rows_that_are_not_a_list_are_an_error() {
        assert!(page(&json!("rows")).is_err());
        assert!(page(&json!([])).expect("a page").rows.is_empty());
    }
}
