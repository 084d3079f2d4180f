//! One source's values, after validation.

use std::collections::BTreeMap;

use crate::spelling::did_you_mean;
use crate::{Finding, KEYS, Key, Place, Value};

/// The name of the table whose values are suggested.
pub(crate) const DEFAULTS: &str = "defaults";

/// A value as a source holds it, before validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawValue {
    /// Text.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Number(i64),
    /// A table of more entries.
    Table(Vec<Entry>),
    /// A type that no key uses, with its article: `a number`.
    Other(&'static str),
}

impl RawValue {
    /// The type with its article, for messages.
    pub(crate) const fn article(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Boolean(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Table(_) => "a table",
            Self::Other(what) => what,
        }
    }
}

/// A key and its value, before validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name of the key.
    pub key: String,
    /// The value.
    pub value: RawValue,
    /// The line in the file, from 1.
    pub line: Option<usize>,
}

/// A value and the place where it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub value: Value,
    pub place: Place,
}

/// The values of one source, by the name of their key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    pub(crate) pinned: BTreeMap<&'static str, Placed>,
    pub(crate) suggested: BTreeMap<&'static str, Placed>,
    warnings: Vec<Finding>,
}

impl Layer {
    /// Validates the entries of one source. `name` is the source's name in messages.
    ///
    /// # Errors
    /// All values that make no sense.
    pub fn from_entries(name: &str, entries: &[Entry]) -> Result<Self, Vec<Finding>> {
        let mut reader = Reader {
            name,
            warnings: Vec::new(),
            errors: Vec::new(),
        };
        let mut suggested = BTreeMap::new();
        let pinned = reader.values(entries, |reader, entry| {
            if entry.key != DEFAULTS {
                return false;
            }
            match &entry.value {
                RawValue::Table(entries) => suggested = reader.values(entries, |_, _| false),
                _ => reader
                    .errors
                    .push(reader.finding(entry.line, format!("“{DEFAULTS}” must be a table: [{DEFAULTS}]"))),
            }
            true
        });
        if !reader.errors.is_empty() {
            return Err(reader.errors);
        }
        Ok(Self {
            pinned,
            suggested,
            warnings: reader.warnings,
        })
    }

    /// The keys of this source that this version does not know.
    #[must_use]
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }
}

struct Reader<'a> {
    name: &'a str,
    warnings: Vec<Finding>,
    errors: Vec<Finding>,
}

impl Reader<'_> {
    /// The values of one table. `other` handles an entry that is not a key, and says whether it did.
    fn values(
        &mut self,
        entries: &[Entry],
        mut other: impl FnMut(&mut Self, &Entry) -> bool,
    ) -> BTreeMap<&'static str, Placed> {
        let mut values = BTreeMap::new();
        for entry in entries {
            let Some(key) = Key::named(&entry.key) else {
                if !other(self, entry) {
                    self.warnings.push(self.unknown(entry));
                }
                continue;
            };
            match key.parse(&entry.value) {
                Ok(value) => {
                    let place = self.place(entry.line);
                    values.insert(key.name, Placed { value, place });
                }
                Err(reason) => self.errors.push(self.finding(entry.line, reason)),
            }
        }
        values
    }

    fn unknown(&self, entry: &Entry) -> Finding {
        let names = KEYS.iter().map(|key| key.name).chain([DEFAULTS]);
        let reason = match did_you_mean(&entry.key, names) {
            Some(name) => format!("unknown key “{}”; did you mean “{name}”?", entry.key),
            None => format!("unknown key “{}”", entry.key),
        };
        self.finding(entry.line, reason)
    }

    fn finding(&self, line: Option<usize>, reason: String) -> Finding {
        let place = self.place(line);
        Finding { place, reason }
    }

    fn place(&self, line: Option<usize>) -> Place {
        Place {
            name: self.name.to_owned(),
            line,
        }
    }
}
