//! Removing texts: who wrote and when stays, what was written goes.
//!
//! A removed text is replaced by [`REMOVED`] wherever it was: in the ticket, in its messages and in its lines of
//! history. Every store and every replica uses the functions here, so that nothing stays in one of them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    Action, Assignment, Command, Description, Event, HistoryEntry, Message, MessageId, Place, Ticket,
};

/// What stands in place of a removed text, on screen and in the API.
pub const REMOVED: &str = "Text removed";

/// The texts of a ticket that a removal concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextPart {
    /// The description, with its earlier versions.
    Description,
    /// One message.
    Message(MessageId),
    /// The description, the place and all messages, with their earlier versions.
    All,
    /// The description, all messages, the earlier places, and the names of all writers. The place stays: the analyses
    /// count by it. For tickets that are older than the retention.
    AllAndNames,
}

impl TextPart {
    /// Removes the texts of the ticket itself.
    pub fn remove_from_ticket(self, ticket: &mut Ticket) {
        if self.has_description() {
            ticket.description = Description::removed();
            forget_reasons(ticket.assignment.as_mut());
        }
        if self == Self::All {
            ticket.place = None;
        }
    }

    /// Removes the text of a message; returns whether the message has changed.
    pub fn remove_from_message(self, message: &mut Message) -> bool {
        let before = message.clone();
        if self.has_message(message.id) {
            message.body = crate::Body::removed();
        }
        if self == Self::AllAndNames {
            message.name = None;
        }
        *message != before
    }

    /// Removes the texts of a line of history; returns whether the line has changed.
    pub fn remove_from_entry(self, entry: &mut HistoryEntry) -> bool {
        let before = entry.clone();
        match &mut entry.event {
            Event::Reported {
                assignment, reporter, ..
            } => {
                if self.has_description() {
                    forget_reasons(assignment.as_mut());
                }
                if self == Self::AllAndNames {
                    *reporter = None;
                } else if let Some(reporter) = reporter.as_mut().filter(|_| self == Self::All) {
                    reporter.contact = None;
                }
            }
            Event::Modified {
                description,
                place,
                assignment,
                ..
            } => {
                if self.has_description() {
                    *description = description
                        .take()
                        .map(|changed| changed.map(|_| Description::removed()));
                    forget_reasons(assignment.as_mut());
                }
                if self.has_earlier_places() {
                    let removed = |place: Option<Place>| place.map(|_| Place::removed());
                    *place = place.take().map(|changed| changed.map(removed));
                }
            }
            _ => {}
        }
        if self == Self::AllAndNames {
            entry.name = None;
        }
        *entry != before
    }

    /// Removes the texts that a command brought; returns whether the command has changed. A replica stores the commands
    /// that it has sent.
    pub fn remove_from_command(self, command: &mut Command) -> bool {
        let before = command.clone();
        let message = MessageId(command.id.0);
        match &mut command.action {
            Action::Report {
                description,
                place,
                assignment,
                reporter,
                ..
            } => {
                if self.has_description() {
                    *description = Description::removed();
                    assignment.because.clear();
                }
                if self == Self::All {
                    *place = None;
                    if let Some(reporter) = reporter {
                        reporter.contact = None;
                    }
                }
                if self == Self::AllAndNames {
                    *reporter = None;
                }
            }
            Action::Modify { edit, assignment } => {
                if self.has_description() {
                    edit.description = edit.description.take().map(|_| Description::removed());
                    forget_reasons(assignment.as_mut());
                }
                if self.has_earlier_places() {
                    edit.place = edit.place.take().map(|_| None);
                }
            }
            Action::Write { body } => {
                if self.has_message(message) {
                    *body = crate::Body::removed();
                }
            }
            Action::Start | Action::Close | Action::Correct { .. } | Action::RemoveText { .. } => {}
        }
        if self == Self::AllAndNames {
            command.name = None;
        }
        *command != before
    }

    /// Whether the removal concerns the description.
    #[must_use]
    pub const fn has_description(self) -> bool {
        !matches!(self, Self::Message(_))
    }

    /// Whether the removal concerns a message.
    #[must_use]
    pub fn has_message(self, message: MessageId) -> bool {
        match self {
            Self::Description => false,
            Self::Message(removed) => removed == message,
            Self::All | Self::AllAndNames => true,
        }
    }

    const fn has_earlier_places(self) -> bool {
        matches!(self, Self::All | Self::AllAndNames)
    }
}

impl FromStr for TextPart {
    type Err = uuid::Error;

    /// Parses the texts that a person can remove: `description`, `all`, or the id of a message.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "description" => Ok(Self::Description),
            "all" => Ok(Self::All),
            message => message.parse().map(|id| Self::Message(MessageId(id))),
        }
    }
}

/// Removes the reasons of an assignment: they are words of the text.
fn forget_reasons(assignment: Option<&mut Assignment>) {
    if let Some(assignment) = assignment {
        assignment.because.clear();
    }
}
