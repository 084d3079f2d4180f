//! What a command says, in 16 bytes: how a repeated command is told from a reused id.

use sha2::{Digest, Sha256};
use tickets::{Action, Base, Command};

/// The fingerprint of what the giver said. It leaves out when it was said and what the classifier thought
/// of it (a newer model may think otherwise of a repeated report), and, for a report, the ticket's id: an
/// API caller who repeats a report does not know which id the first one was given.
pub(super) fn fingerprint(command: &Command) -> [u8; 16] {
    let mut said = Said(Sha256::new());
    said.text(command.role.as_str());
    said.maybe(command.name.as_ref());
    if !matches!(command.action, Action::Report { .. }) {
        said.text(&command.ticket.0.to_string());
    }
    said.action(&command.action);
    let mut short = [0; 16];
    short
        .iter_mut()
        .zip(said.0.finalize())
        .for_each(|(to, from)| *to = from);
    short
}

struct Said(Sha256);

impl Said {
    fn action(&mut self, action: &Action) {
        match action {
            Action::Report {
                description, place, ..
            } => {
                self.text("report");
                self.text(description.as_str());
                self.maybe(place.as_ref());
            }
            Action::Modify { edit, .. } => {
                self.text("modify");
                match edit.base {
                    Base::Version(version) => self.text(&version.to_string()),
                    Base::Command(command) => self.text(&command.to_string()),
                }
                self.maybe(edit.description.as_ref());
                self.maybe(
                    edit.place
                        .as_ref()
                        .map(|place| place.as_ref().map_or("", |p| p.as_str())),
                );
            }
            Action::Write { body } => {
                self.text("write");
                self.text(body.as_str());
            }
            Action::Start => self.text("start"),
            Action::Close => self.text("close"),
            Action::Correct { category } => {
                self.text("correct");
                self.text(category.as_str());
            }
        }
    }

    /// Lengths go before texts, so that two texts never run into one.
    fn text(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
    }

    fn maybe(&mut self, text: Option<impl AsRef<str>>) {
        match text {
            Some(text) => {
                self.0.update([1]);
                self.text(text.as_ref());
            }
            None => self.0.update([0]),
        }
    }
}
