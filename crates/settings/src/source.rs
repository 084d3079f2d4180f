//! The sources of the machine's policy.

use std::io;

use thiserror::Error;

use crate::{Finding, Layer};

/// A source of settings: the registry, managed preferences, or a file.
pub trait ManagedSource {
    /// Reads and validates the source. `Ok(None)`: the source is not set up on this computer.
    ///
    /// # Errors
    /// [`SettingsError`] if the source is set up and cannot be used.
    fn read(&self) -> Result<Option<Layer>, SettingsError>;
}

/// Why the settings cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The source exists and cannot be read.
    #[error("{name}: the settings could not be read: {source}")]
    Unreadable {
        /// The file's path, or the name of the policy.
        name: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// Values make no sense.
    #[error("{}", lines(findings))]
    Invalid {
        /// The file's path, or the name of the policy.
        name: String,
        /// One for each value, with its place.
        findings: Vec<Finding>,
    },
}

impl SettingsError {
    /// The file's path, or the name of the policy.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unreadable { name, .. } | Self::Invalid { name, .. } => name,
        }
    }
}

fn lines(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
    lines.join("\n")
}
