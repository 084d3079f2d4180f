//! Managed preferences of macOS (a property list) as a layer. The top level is pinned; the dictionary `defaults` is
//! suggested.

use std::io::Cursor;

use plist::{Dictionary, Value};

use crate::{Entry, Finding, Layer, Place, RawValue};

/// Parses and validates a property list, XML or binary. `name` is its path in messages.
///
/// # Errors
/// That it is no property list, or all values that make no sense.
pub fn layer(name: &str, bytes: &[u8]) -> Result<Layer, Vec<Finding>> {
    let invalid = |reason: String| {
        let (name, line) = (name.to_owned(), None);
        vec![Finding {
            place: Place { name, line },
            reason,
        }]
    };
    let value = Value::from_reader(Cursor::new(bytes))
        .map_err(|error| invalid(format!("this is not a valid property list: {error}")))?;
    match value {
        Value::Dictionary(dictionary) => Layer::from_entries(name, &entries(&dictionary)),
        _ => Err(invalid("the property list must be a dictionary".to_owned())),
    }
}

fn entries(dictionary: &Dictionary) -> Vec<Entry> {
    let entry = |(key, value): (&String, &Value)| Entry {
        key: key.clone(),
        value: match value {
            Value::String(text) => RawValue::Text(text.clone()),
            Value::Dictionary(dictionary) => RawValue::Table(entries(dictionary)),
            Value::Integer(number) => {
                let number = number.as_signed();
                number.map_or(RawValue::Other("such a large number"), RawValue::Number)
            }
            Value::Real(_) => RawValue::Other("a number with a point"),
            Value::Boolean(on) => RawValue::Boolean(*on),
            Value::Array(_) => RawValue::Other("a list"),
            Value::Date(_) => RawValue::Other("a date"),
            _ => RawValue::Other("binary data"),
        },
        line: None,
    };
    dictionary.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use tickets::Role;

    use super::*;
    use crate::{Defaults, Settings, State};

    const NAME: &str = "/Library/Managed Preferences/org.campus-desk.desktop.plist";

    fn xml(content: &str) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">{content}</plist>")
    }

    fn settings(bytes: &[u8]) -> Settings {
        let layer = layer(NAME, bytes).expect("valid");
        let time_zone = chrono_tz::Tz::UTC;
        Settings::new(vec![layer], None, Defaults { time_zone })
    }

    fn reason(content: &str) -> String {
        let findings = layer(NAME, xml(content).as_bytes()).expect_err("an error");
        findings.iter().map(Finding::to_string).collect()
    }

    #[test]
    fn the_top_level_is_pinned_and_the_dictionary_defaults_is_suggested() {
        let settings = settings(
            xml("<dict><key>time_zone</key><string>Europe/Rome</string>
                 <key>defaults</key><dict><key>role</key><string>user</string></dict></dict>")
            .as_bytes(),
        );
        assert_eq!(settings.time_zone().state, State::Pinned);
        let role = settings.role(None);
        assert_eq!((role.value, role.state), (Some(Role::User), State::Suggested));
    }

    #[test]
    fn a_binary_property_list_is_read_too() {
        let mut dictionary = Dictionary::new();
        dictionary.insert("role".to_owned(), Value::String("helpdesk".to_owned()));
        let mut bytes = Vec::new();
        Value::Dictionary(dictionary)
            .to_writer_binary(&mut bytes)
            .expect("written");
        assert_eq!(settings(&bytes).pinned_role(), Some(Role::Helpdesk));
    }

    #[test]
    fn wrong_values_and_damaged_files_are_errors_that_name_the_file() {
        let wrong = reason("<dict><key>role</key><true/></dict>");
        assert_eq!(wrong, format!("{NAME}: “role” must be text, not true or false"));
        assert!(reason("<array/>").ends_with("the property list must be a dictionary"));
        assert!(layer(NAME, b"bplist00\xff").is_err());
        assert!(layer(NAME, b"").is_err());
    }

    #[test]
    fn an_unknown_key_is_a_warning() {
        let settings = settings(xml("<dict><key>PayloadUUID</key><string>7</string></dict>").as_bytes());
        assert_eq!(settings.warnings().len(), 1);
    }
}
