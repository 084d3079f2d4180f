//! A settings file (TOML) as a layer.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::{Entry, Finding, Layer, Place, RawValue};

impl Layer {
    /// Parses and validates a settings file. `name` is its path in messages.
    ///
    /// # Errors
    /// All errors of syntax; if there are none, all values that make no sense. In the order of their lines.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(errors
                .iter()
                .map(|error| syntax_error(name, text, error))
                .collect());
        }
        Self::from_entries(name, &entries(text, table.get_ref()))
    }
}

fn syntax_error(name: &str, text: &str, error: &toml::de::Error) -> Finding {
    Finding {
        place: Place {
            name: name.to_owned(),
            line: error.span().map(|span| line_of(text, span.start)),
        },
        reason: format!("this is not valid TOML: {}", error.message()),
    }
}

fn entries(text: &str, table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<_> = table.iter().map(|(key, value)| entry(text, key, value)).collect();
    entries.sort_by_key(|entry| entry.line);
    entries
}

fn entry(text: &str, key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) -> Entry {
    Entry {
        key: key.get_ref().to_string(),
        value: match value.get_ref() {
            DeValue::String(text) => RawValue::Text(text.to_string()),
            DeValue::Table(table) => RawValue::Table(entries(text, table)),
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix());
                number.map_or(RawValue::Other("such a large number"), RawValue::Number)
            }
            DeValue::Float(_) => RawValue::Other("a number with a point"),
            DeValue::Boolean(on) => RawValue::Boolean(*on),
            DeValue::Datetime(_) => RawValue::Other("a date"),
            DeValue::Array(_) => RawValue::Other("a list"),
        },
        line: Some(line_of(text, key.span().start)),
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}
