//! The keys and their values as tables of text.

use tickets::Role;

use crate::{KEYS, Settings, Value};

/// The table of all keys, as it is in `docs/SETTINGS.md` (Markdown).
#[must_use]
pub fn documentation_table() -> String {
    let mut table = String::from("| key | value | default | meaning |\n|---|---|---|---|\n");
    for key in KEYS {
        table += &format!(
            "| `{}` | {} | {} | {} |\n",
            key.name, key.kind, key.default, key.help
        );
    }
    table
}

/// The value of each key in effect, its source and its state, if the person chose the role `choice`.
#[must_use]
pub fn effective_table(settings: &Settings, choice: Option<Role>) -> String {
    let heading = ["key", "value", "source", "state"].map(str::to_owned);
    let rows = KEYS.into_iter().map(|key| {
        let choice = choice.map(Value::Role).filter(|_| key.name == crate::ROLE.name);
        let setting = settings.effective(key, choice);
        let value = setting
            .value
            .map_or_else(|| settings.default_text(key), |value| value.to_string());
        [
            key.name.to_owned(),
            value,
            setting.source.to_string(),
            setting.state.to_string(),
        ]
    });
    aligned(&std::iter::once(heading).chain(rows).collect::<Vec<_>>())
}

/// Columns of equal width, separated by two spaces.
fn aligned<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> String {
    let mut widths = [0; COLUMNS];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}
