//! What every store does alike when texts are removed.

use tickets::{Action, Command, Event, HistoryEntry, Message, MessageId, Place, TextPart};

/// The message that a command removes, if it removes only one.
#[must_use]
pub const fn removed_message(command: &Command) -> Option<MessageId> {
    match command.action {
        Action::RemoveText {
            text: TextPart::Message(message),
        } => Some(message),
        _ => None,
    }
}

/// Whether the text of a message can be removed: there is one, and it was not removed before.
#[must_use]
pub fn is_removable(message: Option<&Message>) -> bool {
    message.is_some_and(|message| !message.body.is_removed())
}

/// Whether the fingerprint of a line's command is a hash of removed text.
#[must_use]
pub fn removes_fingerprint(text: TextPart, line: &HistoryEntry) -> bool {
    match line.event {
        Event::Reported { .. } | Event::Modified { .. } => text.has_description(),
        Event::Wrote => text.has_message(MessageId(line.command.0)),
        // The name is part of the hash.
        _ => text == TextPart::AllAndNames && line.name.is_some(),
    }
}

/// The places that a line of history names.
pub fn places(line: &HistoryEntry) -> impl Iterator<Item = &Place> {
    let changed = match &line.event {
        Event::Modified { place, .. } => place.as_ref(),
        _ => None,
    };
    changed
        .into_iter()
        .flat_map(|place| place.before.iter().chain(place.after.iter()))
}

/// Whether the removal makes what was learned from the ticket's corrections useless. The retention is no reason to forget
/// it: a model holds no texts, only weights of words.
#[must_use]
pub fn is_unlearned(text: TextPart) -> bool {
    matches!(text, TextPart::Description | TextPart::All)
}
