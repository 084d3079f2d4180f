//! Removes texts from the messages and the history of a ticket. `erase` removes their remains from the file.

use rusqlite::{Connection, Result, params};
use tickets::{Message, MessageId, Place, TextPart, TicketId};

use super::decode::to_json;
use super::stored_ticket::StoredTicket;
use super::{erase, later_messages, lessons, places, thread};
use crate::shared::fingerprint::{IMPORTED, REMOVED};
use crate::shared::removal::{self, is_removable, is_unlearned, removes_fingerprint};

/// Whether a ticket has a message whose text can be removed.
pub(super) fn has_text(connection: &Connection, before: &StoredTicket, message: MessageId) -> Result<bool> {
    let thread = whole_thread(connection, before.row, before.ticket.id)?;
    Ok(is_removable(thread.iter().find(|found| found.id == message)))
}

fn whole_thread(connection: &Connection, row: i64, ticket: TicketId) -> Result<Vec<Message>> {
    thread::thread(connection, row, ticket, i64::MAX, usize::MAX)
}

/// Removes texts from everything that was written before the ticket's present version. `stamp` is that of the removal:
/// followers receive the changed messages and lines again.
pub(super) fn remove(
    connection: &Connection,
    before: &StoredTicket,
    text: TextPart,
    stamp: u64,
) -> Result<()> {
    from_messages(connection, before.row, before.ticket.id, text, stamp)?;
    let mut gone = from_history(connection, before.row, text, stamp)?;
    match text {
        TextPart::All => gone.extend(before.ticket.place.clone()),
        TextPart::AllAndNames => {
            let mut mark = connection.prepare_cached("update ticket set anonymised = 1 where row = ?1")?;
            mark.execute([before.row])?;
        }
        TextPart::Description | TextPart::Message(_) => {}
    }
    for place in &gone {
        places::delete_unused(connection, place)?;
    }
    if is_unlearned(text) {
        lessons::unlearn(connection, before.row)?;
    }
    erase::soon(connection)
}

fn from_messages(
    connection: &Connection,
    row: i64,
    ticket: TicketId,
    text: TextPart,
    stamp: u64,
) -> Result<()> {
    let mut update = connection.prepare_cached(
        "update message set body = ?3, name = ?4, stamp = ?5 where ticket = ?1 and id = ?2 returning version",
    )?;
    for mut message in whole_thread(connection, row, ticket)? {
        if text.remove_from_message(&mut message) {
            let name = message.name.as_ref().map(tickets::Name::as_str);
            let body = message.body.as_str();
            let changed = params![row, message.id.0.as_bytes(), body, name, stamp];
            let version = update.query_row(changed, |row| row.get(0))?;
            later_messages::replace(connection, row, version, &message)?;
        }
    }
    Ok(())
}

/// Returns the places that were removed.
fn from_history(connection: &Connection, row: i64, text: TextPart, stamp: u64) -> Result<Vec<Place>> {
    let mut update = connection.prepare_cached(
        "update history set event = ?3, name = ?4, first_stamp = coalesce(first_stamp, stamp), stamp = ?5
        where ticket = ?1 and version = ?2",
    )?;
    let mut hide = connection.prepare_cached(
        "update history set fingerprint = ?3 where ticket = ?1 and version = ?2 and fingerprint <> ?4",
    )?;
    let mut places = Vec::new();
    for mut line in thread::history(connection, row, usize::MAX)? {
        if removes_fingerprint(text, &line) {
            hide.execute(params![row, line.version, REMOVED, IMPORTED])?;
        }
        places.extend(removal::places(&line).cloned());
        if text.remove_from_entry(&mut line) {
            let name = line.name.as_ref().map(tickets::Name::as_str);
            update.execute(params![row, line.version, to_json(&line.event)?, name, stamp])?;
        }
    }
    let removes_places = matches!(text, TextPart::All | TextPart::AllAndNames);
    Ok(if removes_places { places } else { Vec::new() })
}
