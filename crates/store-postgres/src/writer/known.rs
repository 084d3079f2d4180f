//! What a group of commands has to know of the desk, loaded at once.

use std::collections::{HashMap, HashSet};

use store::shared::removal::removed_message;
use tickets::{Action, Base, Command, CommandId, HistoryEntry, Message, MessageId, Ticket, TicketId};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::decode::{self, Listed, get};
use crate::encode;
use crate::failure::{Failure, Result};
use crate::session::Session;

/// A value that may be unreadable; then the reason.
pub(super) type Readable<T> = std::result::Result<T, String>;

/// A ticket with its row in the tables.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub row: i64,
    /// The id of the ticket's place.
    pub place_id: Option<i64>,
    pub ticket: Ticket,
}

/// An accepted command.
#[derive(Clone, Debug)]
pub(super) struct Accepted {
    pub ticket: TicketId,
    pub version: u64,
    pub fingerprint: Vec<u8>,
    pub wrote: Readable<(HistoryEntry, Option<Message>)>,
}

/// What is known: at first from the tables, then also from the commands that were decided.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub tickets: HashMap<TicketId, Readable<Stored>>,
    pub commands: HashMap<CommandId, Accepted>,
    /// The numbers that reports ask for and that are in use.
    pub numbers: HashSet<u64>,
    /// The texts of the messages that commands remove.
    pub messages: HashMap<MessageId, Message>,
}

impl Known {
    /// Loads what the commands need.
    pub(super) async fn load(session: &Session, commands: &[&Command]) -> Result<Self> {
        let mut known = Self::default();
        let ids: HashSet<Uuid> = commands.iter().flat_map(|command| needed(command)).collect();
        let tickets: HashSet<TicketId> = commands.iter().map(|command| command.ticket).collect();
        let (accepted, stored, numbers) = tokio::try_join!(
            accepted(session, ids.into_iter().collect()),
            stored(session, tickets.into_iter().collect()),
            used_numbers(session, commands),
        )?;
        known.commands = accepted;
        known.tickets = stored;
        known.numbers = numbers;
        // A repeated report names another id for its ticket.
        let elsewhere = known.commands.values().map(|accepted| accepted.ticket);
        let elsewhere: HashSet<TicketId> = elsewhere.filter(|id| !known.tickets.contains_key(id)).collect();
        if !elsewhere.is_empty() {
            let more = self::stored(session, elsewhere.into_iter().collect()).await?;
            known.tickets.extend(more);
        }
        for message in commands.iter().filter_map(|command| removed_message(command)) {
            if let Some(Accepted {
                wrote: Ok((_, Some(found))),
                ..
            }) = known.commands.get(&CommandId(message.0))
            {
                known.messages.insert(message, found.clone());
            }
        }
        Ok(known)
    }
}

/// The command ids that a command needs: its own, its bases, and that of a message that it removes.
fn needed(command: &Command) -> Vec<Uuid> {
    let base = match &command.action {
        Action::Modify { edit, .. } => Some(edit.base),
        _ => None,
    };
    let bases = [base, command.only_at].into_iter().flatten();
    let bases = bases.filter_map(|base| match base {
        Base::Command(earlier) => Some(earlier.0),
        Base::Version(_) => None,
    });
    let message = removed_message(command).map(|message| message.0);
    std::iter::once(command.id.0)
        .chain(bases)
        .chain(message)
        .collect()
}

async fn accepted(session: &Session, ids: Vec<Uuid>) -> Result<HashMap<CommandId, Accepted>> {
    let sql = format!(
        "select {}, {}, h.fingerprint, t.id, m.version from history h join ticket t on t.row_id = h.ticket
        left join message m on m.ticket = h.ticket and m.version = h.version where h.command = any($1)",
        decode::ENTRY,
        decode::MESSAGE
    );
    let mut found = HashMap::new();
    for row in session.rows(&sql, &[&ids]).await? {
        let ticket = TicketId(get(&row, 12)?);
        let accepted = Accepted {
            ticket,
            version: decode::number(&row, 1)?,
            fingerprint: get(&row, 11)?,
            wrote: readable(wrote(&row, ticket))?,
        };
        found.insert(CommandId(get(&row, 0)?), accepted);
    }
    Ok(found)
}

fn wrote(row: &Row, ticket: TicketId) -> Result<(HistoryEntry, Option<Message>)> {
    let entry = decode::entry(row, 0)?;
    let message = match get::<Option<i64>>(row, 13)? {
        Some(_) => Some(decode::message(row, 6, ticket)?),
        None => None,
    };
    Ok((entry, message))
}

async fn stored(session: &Session, ids: Vec<TicketId>) -> Result<HashMap<TicketId, Readable<Stored>>> {
    let sql = format!(
        "select t.id, t.row_id, t.place_id, {} from ticket t where t.id = any($1)",
        Ticket::COLUMNS
    );
    let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
    let mut found = HashMap::new();
    for row in session.rows(&sql, &[&ids]).await? {
        let stored = Ticket::read(&row, 3).and_then(|ticket| {
            Ok(Stored {
                row: get(&row, 1)?,
                place_id: get(&row, 2)?,
                ticket,
            })
        });
        found.insert(TicketId(get(&row, 0)?), readable(stored)?);
    }
    Ok(found)
}

async fn used_numbers(session: &Session, commands: &[&Command]) -> Result<HashSet<u64>> {
    let wanted = commands
        .iter()
        .filter_map(|command| command.number)
        .map(encode::number);
    let wanted: Vec<i64> = wanted.collect();
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = session
        .rows("select number from ticket where number = any($1)", &[&wanted])
        .await?;
    rows.iter().map(|row| decode::number(row, 0)).collect()
}

/// An unreadable value concerns the commands of its ticket only.
fn readable<T>(decoded: Result<T>) -> Result<Readable<T>> {
    match decoded {
        Ok(value) => Ok(Ok(value)),
        Err(Failure::Unreadable(reason)) => Ok(Err(reason)),
        Err(other) => Err(other),
    }
}
