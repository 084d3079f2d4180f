//! Where a value was set, and what is wrong with it.

use std::fmt;

/// A place in the settings: a file and line, or a key of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's path, or the name of the policy.
    pub name: String,
    /// The line in the file, from 1.
    pub line: Option<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// An error or a warning about the settings, for administrators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place of the text that it is about.
    pub place: Place,
    /// The reason, without the place.
    pub reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}
