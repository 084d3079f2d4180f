//! The one list of keys.

use std::fmt;

use chrono_tz::Tz;
use tickets::Role;

use crate::RawValue;

/// One key of the settings. The documentation and `--show-settings` are generated from the fields.
#[derive(Debug)]
pub struct Key {
    /// The name in files, in the registry and in managed preferences.
    pub name: &'static str,
    /// The type of the value.
    pub kind: Kind,
    /// Text for the value that applies if no layer sets the key.
    pub default: &'static str,
    /// One line for administrators.
    pub help: &'static str,
}

/// Which role the people on this computer have.
pub static ROLE: Key = Key {
    name: "role",
    kind: Kind::Role,
    default: "not set: each person chooses",
    help: "The role of the people on this computer. If pinned, nobody is asked and nobody can switch.",
};

/// The time zone of dates on screen and of "by month" in the analyses.
pub static TIME_ZONE: Key = Key {
    name: "time_zone",
    kind: Kind::TimeZone,
    default: "the time zone of the computer",
    help: "The time zone of the campus: for dates on screen, in searches and in the analyses.",
};

/// All keys, in the order of the documentation.
pub static KEYS: [&Key; 2] = [&ROLE, &TIME_ZONE];

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `user` or `helpdesk`.
    Role,
    /// A name of the IANA time zone database.
    TimeZone,
}

/// A value that was checked against the [`Kind`] of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of [`Kind::Role`].
    Role(Role),
    /// Of [`Kind::TimeZone`].
    TimeZone(Tz),
}

impl Key {
    /// The key with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.into_iter().find(|key| key.name == name)
    }

    /// Checks a value as it was written. `Err` is the reason, for administrators.
    pub(crate) fn parse(&self, raw: &RawValue) -> Result<Value, String> {
        let text = match raw {
            RawValue::Text(text) => text,
            RawValue::Table(_) => return Err(format!("“{}” must be text, not a table", self.name)),
            RawValue::Other(what) => return Err(format!("“{}” must be text, not {what}", self.name)),
        };
        match self.kind {
            Kind::Role => text.parse().map(Value::Role).map_err(|error| error.to_string()),
            Kind::TimeZone => text.parse().map(Value::TimeZone).map_err(|_| {
                format!("“{text}” is not a time zone; time zones are written like “Europe/Rome”")
            }),
        }
        .map_err(|reason| format!("“{}” has a wrong value: {reason}", self.name))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Role => "text: `user` or `helpdesk`",
            Self::TimeZone => "text: an IANA time zone, for example `Europe/Rome`",
        })
    }
}

impl Value {
    pub(crate) const fn role(self) -> Option<Role> {
        match self {
            Self::Role(role) => Some(role),
            Self::TimeZone(_) => None,
        }
    }

    pub(crate) const fn time_zone(self) -> Option<Tz> {
        match self {
            Self::TimeZone(zone) => Some(zone),
            Self::Role(_) => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(role) => f.write_str(role.as_str()),
            Self::TimeZone(zone) => f.write_str(zone.name()),
        }
    }
}
