//! Managed settings: where each value comes from, and whether it is pinned.
//!
//! ```text
//!   pinned     machine's policy          top level        nobody can change the value
//!      |       --settings FILE           top level
//!   chosen     the person's choice                        only keys that a person can choose
//!      |       --settings FILE           [defaults]
//!   suggested  machine's policy          [defaults]       used until the person chooses
//!      v
//!   default    built in
//! ```
//!
//! The machine's policy can have several sources (registry, managed preferences, a file). The first source wins.
//! A value that makes no sense is an error: a guess could unpin a role. An unknown key is a warning, because one
//! file can serve laptops with different versions.
//!
//! This crate reads nothing by itself: the caller passes text, bytes, or a [`ManagedSource`].

mod hub;
mod key;
mod layer;
#[cfg(any(test, target_os = "macos"))]
pub mod managed_preferences;
mod place;
pub mod registry;
mod resolve;
mod source;
mod spelling;
mod table;
mod toml_file;

pub use hub::{HubSetting, NamedFile};
pub use key::{
    BACKUP_DAYS, HUB, HUB_CA, KEY_FILE, KEYS, Key, Kind, NOTIFICATIONS, RETENTION_MONTHS, ROLE, SHARED,
    TIME_ZONE, Value,
};
pub use layer::{Entry, Layer, RawValue};
pub use place::{Finding, Place};
pub use resolve::{Defaults, Setting, Settings, Source, State};
pub use source::{ManagedSource, SettingsError};
pub use table::{documentation_table, effective_table};
