//! The one list of keys.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use chrono_tz::Tz;
use tickets::Role;

use crate::{RawValue, hub};

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

/// Whether several people use the computer under one account.
pub static SHARED: Key = Key {
    name: "shared",
    kind: Kind::Switch,
    default: "false",
    help: "Whether several people use this computer under one account. If `true`, names, unsent texts and the list of reports from this computer are removed after ten minutes without use, and when the window closes.",
};

/// Whether the desktop shows notifications.
pub static NOTIFICATIONS: Key = Key {
    name: "notifications",
    kind: Kind::Switch,
    default: "true",
    help: "Whether a notification of the desktop says that the helpdesk answered or closed a report from this computer. Only on a computer with `hub`, and never if `shared` is `true`.",
};

/// How long daily backups stay.
pub static BACKUP_DAYS: Key = Key {
    name: "backup_days",
    kind: Kind::Days,
    default: "14",
    help: "How many days a daily backup stays, in the folder `backups` beside the desk. 0: no daily backups.",
};

/// The hub that this computer belongs to.
pub static HUB: Key = Key {
    name: "hub",
    kind: Kind::Address,
    default: "not set",
    help: "The address of the campus's hub: the computer shares the tickets of the campus, and works on without a network. Needs `key_file`. Not set: the computer has a desk of its own.",
};

/// The key of this computer for its hub.
pub static KEY_FILE: Key = Key {
    name: "key_file",
    kind: Kind::File,
    default: "not set",
    help: "The file with the key of this computer for the hub, one line. The key decides whether this is a computer of the helpdesk: let only the accounts that use it read the file.",
};

/// The authority of the hub's certificate.
pub static HUB_CA: Key = Key {
    name: "hub_ca",
    kind: Kind::File,
    default: "not set",
    help: "The file with the certificate (PEM) of the authority that signed the hub's certificate, in addition to the authorities that the system trusts.",
};

/// The value of [`BACKUP_DAYS`] if no layer sets it.
pub(crate) const DEFAULT_BACKUP_DAYS: u32 = 14;

/// How long closed tickets have texts and names.
pub static RETENTION_MONTHS: Key = Key {
    name: "retention_months",
    kind: Kind::Months,
    default: "not set: texts stay",
    help: "The texts and names of tickets that were closed more than this number of months ago are removed, once a day. The figures stay.",
};

/// The allowed numbers of days.
const DAYS: RangeInclusive<u32> = 0..=3_650;

/// The allowed numbers of months: 0 would remove the texts of each ticket when it is closed.
const MONTHS: RangeInclusive<u32> = 1..=1_200;

/// All keys, in the order of the documentation.
pub static KEYS: [&Key; 9] = [
    &ROLE,
    &TIME_ZONE,
    &SHARED,
    &NOTIFICATIONS,
    &BACKUP_DAYS,
    &RETENTION_MONTHS,
    &HUB,
    &KEY_FILE,
    &HUB_CA,
];

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `user` or `helpdesk`.
    Role,
    /// A name of the IANA time zone database.
    TimeZone,
    /// `true` or `false`.
    Switch,
    /// A number of days, from 0.
    Days,
    /// A number of months, from 1.
    Months,
    /// The address of a hub: `https://`, host and port.
    Address,
    /// The absolute path of a file.
    File,
}

/// A value that was checked against the [`Kind`] of its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of [`Kind::Role`].
    Role(Role),
    /// Of [`Kind::TimeZone`].
    TimeZone(Tz),
    /// Of [`Kind::Switch`].
    Switch(bool),
    /// Of [`Kind::Days`].
    Days(u32),
    /// Of [`Kind::Months`].
    Months(u32),
    /// Of [`Kind::Address`].
    Address(String),
    /// Of [`Kind::File`].
    File(PathBuf),
}

impl Key {
    /// The key with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.into_iter().find(|key| key.name == name)
    }

    /// Checks a value as it was written. `Err` is the reason, for administrators.
    pub(crate) fn parse(&self, raw: &RawValue) -> Result<Value, String> {
        match self.kind {
            Kind::Role => self
                .text(raw)?
                .parse()
                .map(Value::Role)
                .map_err(|error| self.wrong(error)),
            Kind::TimeZone => {
                let text = self.text(raw)?;
                text.parse().map(Value::TimeZone).map_err(|_| {
                    self.wrong(format_args!(
                        "“{text}” is not a time zone; time zones are written like “Europe/Rome”"
                    ))
                })
            }
            Kind::Switch => self.switch(raw).map(Value::Switch),
            Kind::Days => self.number(raw, "days", &DAYS).map(Value::Days),
            Kind::Months => self.number(raw, "months", &MONTHS).map(Value::Months),
            Kind::Address => hub::address(self.text(raw)?)
                .map(Value::Address)
                .map_err(|reason| self.wrong(reason)),
            Kind::File => self.file(raw).map(Value::File),
        }
    }

    fn text<'a>(&self, raw: &'a RawValue) -> Result<&'a str, String> {
        match raw {
            RawValue::Text(text) => Ok(text),
            other => Err(format!("“{}” must be text, not {}", self.name, other.article())),
        }
    }

    /// Registries have `true` and `false` as text.
    fn switch(&self, raw: &RawValue) -> Result<bool, String> {
        match raw {
            RawValue::Boolean(on) => Ok(*on),
            RawValue::Text(text) => text
                .trim()
                .parse()
                .map_err(|_| self.wrong("it must be true or false")),
            other => Err(format!(
                "“{}” must be true or false, not {}",
                self.name,
                other.article()
            )),
        }
    }

    /// Registries and property lists often have numbers as text.
    fn number(&self, raw: &RawValue, unit: &str, allowed: &RangeInclusive<u32>) -> Result<u32, String> {
        let number = match raw {
            RawValue::Number(number) => u32::try_from(*number).ok(),
            RawValue::Text(text) => text.trim().parse().ok(),
            other => {
                return Err(format!(
                    "“{}” must be a number of whole {unit}, not {}",
                    self.name,
                    other.article()
                ));
            }
        };
        number.filter(|number| allowed.contains(number)).ok_or_else(|| {
            let (from, to) = (allowed.start(), allowed.end());
            self.wrong(format_args!("the number of {unit} must be from {from} to {to}"))
        })
    }

    /// A relative path would depend on where the program is started.
    fn file(&self, raw: &RawValue) -> Result<PathBuf, String> {
        let text = self.text(raw)?;
        let path = PathBuf::from(text);
        if !path.is_absolute() {
            return Err(self.wrong(format_args!("“{text}” must be a whole path, from the root")));
        }
        Ok(path)
    }

    fn wrong(&self, reason: impl fmt::Display) -> String {
        format!("“{}” has a wrong value: {reason}", self.name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Role => "text: `user` or `helpdesk`",
            Self::TimeZone => "text: an IANA time zone, for example `Europe/Rome`",
            Self::Switch => "`true` or `false`",
            Self::Days => "a number of days",
            Self::Months => "a number of months",
            Self::Address => "text: an address, for example `https://desk.uni.example`",
            Self::File => "text: the whole path of a file",
        })
    }
}

impl Value {
    pub(crate) fn role(self) -> Option<Role> {
        match self {
            Self::Role(role) => Some(role),
            _ => None,
        }
    }

    pub(crate) fn switch(self) -> Option<bool> {
        match self {
            Self::Switch(on) => Some(on),
            _ => None,
        }
    }

    pub(crate) fn days(self) -> Option<u32> {
        match self {
            Self::Days(days) => Some(days),
            _ => None,
        }
    }

    pub(crate) fn months(self) -> Option<u32> {
        match self {
            Self::Months(months) => Some(months),
            _ => None,
        }
    }

    pub(crate) fn time_zone(self) -> Option<Tz> {
        match self {
            Self::TimeZone(zone) => Some(zone),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(role) => f.write_str(role.as_str()),
            Self::TimeZone(zone) => f.write_str(zone.name()),
            Self::Switch(on) => on.fmt(f),
            Self::Days(number) | Self::Months(number) => number.fmt(f),
            Self::Address(address) => f.write_str(address),
            Self::File(path) => path.display().fmt(f),
        }
    }
}
