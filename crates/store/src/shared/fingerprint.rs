//! The fingerprint of a command, in 16 bytes. It distinguishes a repeated command from a reused id.

use sha2::{Digest, Sha256};
use tickets::{Action, Base, Command, TextPart};

/// The fingerprint of imported lines of history: no command has it, so nobody can repeat them.
pub const IMPORTED: [u8; 16] = [0; 16];

/// The fingerprint of a command whose text was removed. A hash would confirm a guess of a short text, so that it is
/// removed as well: such a command, repeated with whatever content, is answered by what it did.
pub const REMOVED: [u8; 16] = [0xff; 16];

/// The fingerprint of a command after its text was removed.
#[must_use]
pub fn without_text(fingerprint: [u8; 16]) -> [u8; 16] {
    if fingerprint == IMPORTED {
        IMPORTED
    } else {
        REMOVED
    }
}

/// Whether a command that arrives with a known id is a repetition of that command.
#[must_use]
pub fn is_repetition(known: &[u8; 16], arrived: &[u8; 16]) -> bool {
    known == arrived || *known == REMOVED
}

/// The fingerprint of what the caller asked for. It omits the time, and the assignment by the classifier (a newer
/// model may classify a repeated report differently). For a report it omits the ticket's id: an API caller who
/// repeats a report does not know the id of the first one. A base is taken as it was given, not resolved.
#[must_use]
pub fn fingerprint(command: &Command) -> [u8; 16] {
    let mut content = Content(Sha256::new());
    content.text(command.role.as_str());
    content.option(command.name.as_ref());
    if !matches!(command.action, Action::Report { .. }) {
        content.text(&command.ticket.0.to_string());
    }
    content.action(&command.action);
    let mut short = [0; 16];
    short
        .iter_mut()
        .zip(content.0.finalize())
        .for_each(|(to, from)| *to = from);
    short
}

struct Content(Sha256);

impl Content {
    fn action(&mut self, action: &Action) {
        match action {
            Action::Report {
                description,
                place,
                follows,
                reporter,
                assignment: _,
            } => {
                self.text("report");
                self.text(description.as_str());
                self.option(place.as_ref());
                // Absent values add nothing: commands from before these fields keep their fingerprint.
                if let Some(followed) = follows {
                    self.text("follows");
                    self.text(&followed.to_string());
                }
                if let Some(reporter) = reporter {
                    self.text("reporter");
                    self.option(reporter.name.as_ref());
                    self.option(reporter.contact.as_ref());
                }
            }
            Action::Modify { edit, .. } => {
                self.text("modify");
                match edit.base {
                    Base::Version(version) => self.text(&version.to_string()),
                    Base::Command(command) => self.text(&command.to_string()),
                }
                self.option(edit.description.as_ref());
                self.option(
                    edit.place
                        .as_ref()
                        .map(|place| place.as_ref().map_or("", |place| place.as_str())),
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
            Action::RemoveText { text } => {
                self.text("remove-text");
                self.removal(*text);
            }
        }
    }

    fn removal(&mut self, text: TextPart) {
        match text {
            TextPart::Description => self.text("description"),
            TextPart::Message(message) => self.text(&message.0.to_string()),
            TextPart::All => self.text("all"),
            TextPart::AllAndNames => self.text("all-and-names"),
        }
    }

    /// The length precedes the text, so that two texts are never read as one.
    fn text(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
    }

    fn option(&mut self, text: Option<impl AsRef<str>>) {
        match text {
            Some(text) => {
                self.0.update([1]);
                self.text(text.as_ref());
            }
            None => self.0.update([0]),
        }
    }
}
