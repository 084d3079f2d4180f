//! What the window remembers between runs: the role last chosen, the order of the queue, and the name that was
//! last given.
//!
//! None of it is worth a failure: a file that cannot be read counts as empty, one that cannot be written is
//! told in the log.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tickets::{Name, Order, Role};

/// The memory, and the file behind it.
#[derive(Debug)]
pub struct Remembered {
    file: PathBuf,
    now: Mutex<Choices>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Choices {
    role: Option<Role>,
    order: Option<String>,
    name: Option<Name>,
}

impl Remembered {
    /// Reads what was remembered.
    #[must_use]
    pub fn read(file: PathBuf) -> Self {
        let choices = fs::read_to_string(&file)
            .ok()
            .and_then(|text| toml::from_str(&text).ok())
            .unwrap_or_default();
        Self {
            file,
            now: Mutex::new(choices),
        }
    }

    /// The role last chosen.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.choices().role
    }

    /// The order last chosen for the queue.
    #[must_use]
    pub fn order(&self) -> Order {
        self.choices()
            .order
            .and_then(|order| order.parse().ok())
            .unwrap_or_default()
    }

    /// The name that was last given here.
    #[must_use]
    pub fn name(&self) -> Option<Name> {
        self.choices().name
    }

    /// Remembers the name that someone gave; none if they took it out.
    pub fn set_name(&self, name: Option<Name>) {
        self.change(|choices| choices.name = name);
    }

    /// Remembers the role.
    pub fn set_role(&self, role: Role) {
        self.change(|choices| choices.role = Some(role));
    }

    /// Remembers the queue's order.
    pub fn set_order(&self, order: Order) {
        self.change(|choices| choices.order = Some(order.as_str().to_owned()));
    }

    fn choices(&self) -> Choices {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Choices)) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let mut after = now.clone();
        change(&mut after);
        if after == *now {
            return;
        }
        *now = after;
        if let Err(error) = keep(&self.file, &now) {
            tracing::warn!(%error, "the choice could not be remembered");
        }
    }
}

/// Writes beside and renames, so that a crash leaves the old file or the new one, never half of one.
fn keep(file: &Path, choices: &Choices) -> io::Result<()> {
    let text = toml::to_string(choices).map_err(io::Error::other)?;
    let beside = file.with_extension("new");
    let mut new = fs::File::create(&beside)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    fs::rename(beside, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_there_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("remembered.toml");
        let first = Remembered::read(file.clone());
        assert_eq!((first.role(), first.order()), (None, Order::Newest));
        first.set_role(Role::Helpdesk);
        first.set_order(Order::LongestWaiting);
        first.set_name(Name::new("Ada").ok());

        let second = Remembered::read(file.clone());
        assert_eq!(
            (second.role(), second.order()),
            (Some(Role::Helpdesk), Order::LongestWaiting)
        );
        assert_eq!(second.name(), Name::new("Ada").ok());
        second.set_name(None);
        assert_eq!(Remembered::read(file.clone()).name(), None);
        second.set_role(Role::User);
        assert_eq!(Remembered::read(file).role(), Some(Role::User));
    }

    #[test]
    fn a_damaged_file_counts_as_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("remembered.toml");
        fs::write(&file, "role = \"admin\"\n\0").expect("written");
        assert_eq!(Remembered::read(file).role(), None);
    }
}
