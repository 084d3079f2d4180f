//! Which answers of the helpdesk the reporter has read: the list "Reported on this laptop" marks the others as new.

use std::collections::HashSet;

use desk::{NEWEST, Reader, Visible};
use tickets::{Message, MessageId, Role, TicketId};

use crate::{CommandError, Visit};

/// Notes that answers of a ticket were on the reporter's screen.
///
/// A ticket can be read without this write, for example on a full disk: then the answers stay marked as new.
pub fn note(visit: &dyn Visit, ticket: TicketId, read: &HashSet<MessageId>) {
    let noted = read_up_to(visit, ticket, read).and_then(|messages| match messages {
        Some(messages) => Ok(visit.drafts().seen(ticket, messages)?),
        None => Ok(false),
    });
    match noted {
        Ok(true) => visit.refresh(Some(ticket)),
        Ok(false) => {}
        Err(error) => tracing::warn!(?error, "an answer could not be marked as read"),
    }
}

/// The number of messages from the beginning of the thread of which none is an unread answer; `None`: no more than before. It
/// ends before a message that the hub has not confirmed: an answer may be inserted before that one.
fn read_up_to(
    visit: &dyn Visit,
    ticket: TicketId,
    read: &HashSet<MessageId>,
) -> Result<Option<u32>, CommandError> {
    let Some(before) = visit.drafts().messages_seen(ticket)? else {
        return Ok(None);
    };
    let Visible::Full(now) = visit.desk().ticket(Reader::OwnReport, ticket.into())? else {
        return Ok(None);
    };
    let unseen = usize::try_from(now.messages.saturating_sub(before)).unwrap_or(usize::MAX);
    let Visible::Full(page) = visit.ticket_page(ticket, unseen.max(NEWEST))? else {
        return Ok(None);
    };
    let is_read = |message: &&Message| {
        !page.is_predicted(message) && (message.role == Role::User || read.contains(&message.id))
    };
    let seen_before = page.messages.len().saturating_sub(unseen);
    let more = page.messages.iter().skip(seen_before).take_while(is_read).count();
    let more = u32::try_from(more).unwrap_or(u32::MAX);
    Ok((more > 0).then(|| before.saturating_add(more)))
}
