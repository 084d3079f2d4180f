//! What the window remembers between runs: the role, the order of the queue, a name for each role, and whether letters
//! are keys.
//!
//! Losing it is not an error: an unreadable file counts as empty, and a failure to write it is logged.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pages::Memory;
use serde::{Deserialize, Serialize};
use tickets::{Name, Order, Role};

use crate::replace_file::replace_file;

/// The remembered choices, and their file.
#[derive(Debug)]
pub struct Remembered {
    file: PathBuf,
    choices: Mutex<Choices>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Choices {
    role: Option<Role>,
    order: Option<String>,
    /// The name of the reporter.
    name: Option<Name>,
    /// The name of the helpdesk's agent.
    agent: Option<Name>,
    /// Missing means on.
    letter_keys: Option<bool>,
}

impl Choices {
    fn name_of(&mut self, role: Role) -> &mut Option<Name> {
        match role {
            Role::User => &mut self.name,
            Role::Helpdesk => &mut self.agent,
        }
    }
}

impl Remembered {
    pub fn read(file: PathBuf) -> Self {
        let choices = fs::read_to_string(&file)
            .ok()
            .and_then(|text| toml::from_str(&text).ok())
            .unwrap_or_default();
        Self {
            file,
            choices: Mutex::new(choices),
        }
    }

    fn choices(&self) -> Choices {
        self.choices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn change(&self, change: impl FnOnce(&mut Choices)) {
        let mut choices = self.choices.lock().unwrap_or_else(PoisonError::into_inner);
        let before = choices.clone();
        change(&mut choices);
        if *choices == before {
            return;
        }
        if let Err(error) = write(&self.file, &choices) {
            tracing::warn!(%error, "the choice could not be remembered");
        }
    }
}

impl Memory for Remembered {
    fn role(&self) -> Option<Role> {
        self.choices().role
    }

    fn set_role(&self, role: Role) {
        self.change(|choices| choices.role = Some(role));
    }

    fn order(&self) -> Order {
        self.choices()
            .order
            .and_then(|order| order.parse().ok())
            .unwrap_or_default()
    }

    fn set_order(&self, order: Order) {
        self.change(|choices| choices.order = Some(order.as_str().to_owned()));
    }

    fn name(&self, role: Role) -> Option<Name> {
        self.choices().name_of(role).clone()
    }

    fn set_name(&self, role: Role, name: Option<Name>) {
        self.change(|choices| *choices.name_of(role) = name);
    }

    fn letter_keys(&self) -> bool {
        self.choices().letter_keys.unwrap_or(true)
    }

    fn set_letter_keys(&self, on: bool) {
        self.change(|choices| choices.letter_keys = Some(on));
    }
}

fn write(file: &Path, choices: &Choices) -> io::Result<()> {
    let text = toml::to_string(choices).map_err(io::Error::other)?;
    replace_file(file, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_remembered_across_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("remembered.toml");
        let first = Remembered::read(file.clone());
        assert_eq!((first.role(), first.order()), (None, Order::Newest));
        first.set_role(Role::Helpdesk);
        first.set_order(Order::LongestWaiting);
        first.set_name(Role::User, Name::new("Ada").ok());
        first.set_name(Role::Helpdesk, Name::new("Noor").ok());
        assert!(first.letter_keys(), "on until they are turned off");
        first.set_letter_keys(false);

        let second = Remembered::read(file.clone());
        assert_eq!(
            (second.role(), second.order()),
            (Some(Role::Helpdesk), Order::LongestWaiting)
        );
        assert_eq!(second.name(Role::User), Name::new("Ada").ok());
        assert_eq!(second.name(Role::Helpdesk), Name::new("Noor").ok());
        assert!(!second.letter_keys());
        second.set_name(Role::User, None);
        assert_eq!(Remembered::read(file.clone()).name(Role::User), None);
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
