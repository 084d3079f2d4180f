//! Values of the Windows registry as a layer. The values of the policy's key are pinned; those of its subkey
//! `Defaults` are suggested.

use crate::layer::DEFAULTS;
use crate::{Entry, Finding, Layer, RawValue};

/// The type number of text in the registry.
const REG_SZ: u32 = 1;
/// The type number of text with variables such as `%NAME%`. The variables are not expanded.
const REG_EXPAND_SZ: u32 = 2;
/// The type number of a number of 32 bits, low byte first.
const REG_DWORD: u32 = 4;
/// The type numbers of other numbers: 32 bits with the high byte first, and 64 bits.
const OTHER_NUMBERS: [u32; 2] = [5, 11];
/// The type number of a list of texts.
const REG_MULTI_SZ: u32 = 7;

/// A value as the registry returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryValue {
    /// The name. The registry ignores case.
    pub name: String,
    /// The type number (`REG_SZ` is 1).
    pub kind: u32,
    /// The content. Text is UTF-16, low byte first, and usually ends with a zero.
    pub bytes: Vec<u8>,
}

/// Validates the values of the policy's key and of its subkey `Defaults`. `name` is the key's name in messages.
///
/// # Errors
/// All values that make no sense.
pub fn layer(
    name: &str,
    pinned: &[RegistryValue],
    suggested: &[RegistryValue],
) -> Result<Layer, Vec<Finding>> {
    let defaults = Entry {
        key: DEFAULTS.to_owned(),
        value: RawValue::Table(suggested.iter().map(entry).collect()),
        line: None,
    };
    let entries: Vec<_> = pinned.iter().map(entry).chain([defaults]).collect();
    Layer::from_entries(name, &entries)
}

fn entry(value: &RegistryValue) -> Entry {
    Entry {
        key: value.name.to_lowercase(),
        value: match value.kind {
            REG_SZ | REG_EXPAND_SZ => text(&value.bytes),
            REG_MULTI_SZ => RawValue::Other("a list"),
            REG_DWORD => number(&value.bytes),
            kind if OTHER_NUMBERS.contains(&kind) => RawValue::Other("a number of this type"),
            _ => RawValue::Other("binary data"),
        },
        line: None,
    }
}

fn number(bytes: &[u8]) -> RawValue {
    let number = bytes.try_into().map(u32::from_le_bytes);
    number.map_or(RawValue::Other("a damaged number"), |number| {
        RawValue::Number(number.into())
    })
}

fn text(bytes: &[u8]) -> RawValue {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    // The stored size can include zeros at the end, or leave them out.
    let end = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    match String::from_utf16(units.get(..end).unwrap_or_default()) {
        Ok(text) if rest.is_empty() => RawValue::Text(text),
        _ => RawValue::Other("damaged text"),
    }
}

#[cfg(test)]
mod tests {
    use tickets::Role;

    use super::*;
    use crate::{Defaults, Settings, Source, State};

    const NAME: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Campus Desk";

    fn value(name: &str, kind: u32, bytes: &[u8]) -> RegistryValue {
        let (name, bytes) = (name.to_owned(), bytes.to_vec());
        RegistryValue { name, kind, bytes }
    }

    fn text_value(name: &str, text: &str) -> RegistryValue {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        value(name, REG_SZ, &bytes)
    }

    fn settings(pinned: &[RegistryValue], suggested: &[RegistryValue]) -> Settings {
        let layer = layer(NAME, pinned, suggested).expect("valid");
        let time_zone = chrono_tz::Tz::UTC;
        Settings::new(vec![layer], None, Defaults { time_zone })
    }

    fn reason(value: RegistryValue) -> String {
        let findings = layer(NAME, &[value], &[]).expect_err("an error");
        findings.iter().map(Finding::to_string).collect()
    }

    #[test]
    fn values_of_the_policy_are_pinned_and_values_of_its_subkey_are_suggested() {
        let settings = settings(
            &[text_value("time_zone", "Europe/Rome\0")],
            &[text_value("role", "helpdesk\0")],
        );
        assert_eq!(settings.time_zone().state, State::Pinned);
        let role = settings.role(None);
        assert_eq!((role.value, role.state), (Some(Role::Helpdesk), State::Suggested));
        let Source::Machine(place) = role.source else {
            panic!("{:?}", role.source)
        };
        assert_eq!(place.to_string(), NAME);
    }

    #[test]
    fn text_may_lack_its_final_zero_or_have_several_and_names_ignore_case() {
        for text in ["user", "user\0", "user\0\0\0"] {
            assert_eq!(
                settings(&[text_value("Role", text)], &[]).pinned_role(),
                Some(Role::User)
            );
        }
    }

    #[test]
    fn other_types_and_damaged_text_are_errors_that_name_the_policy() {
        let dword = reason(value("role", 4, &[1, 0, 0, 0]));
        assert_eq!(dword, format!("{NAME}: “role” must be text, not a number"));
        let days = settings(&[value("backup_days", 4, &[30, 0, 0, 0])], &[]).backup_days();
        assert_eq!((days.value, days.state), (30, State::Pinned));
        assert!(reason(value("backup_days", 4, &[30])).ends_with("not a damaged number"));
        assert!(reason(value("role", 3, &[1])).ends_with("not binary data"));
        assert!(reason(value("role", REG_MULTI_SZ, &[0, 0])).ends_with("not a list"));
        assert!(reason(value("role", REG_SZ, b"u\0s\0e")).ends_with("not damaged text"));
        assert!(reason(value("role", REG_SZ, &[0, 0xd8])).ends_with("not damaged text"));
        assert!(reason(text_value("role", "")).contains("has a wrong value"));
    }

    #[test]
    fn an_unknown_value_is_a_warning() {
        let settings = settings(&[text_value("Rolle", "user")], &[]);
        let warnings: Vec<_> = settings.warnings().iter().map(Finding::to_string).collect();
        assert_eq!(
            warnings,
            [format!("{NAME}: unknown key “rolle”; did you mean “role”?")]
        );
    }
}
