//! Reads one ticket, with its messages and its history.

use tickets::{
    HistoryEntry, LinkedTicket, Message, MessageId, Ticket, TicketId, TicketLinks, TicketPage, TicketRef,
};
use tokio_postgres::Row;

use crate::decode::{self, Listed, get, optional_number};
use crate::encode;
use crate::failure::Result;
use crate::session::{Session, Values};

/// A ticket, if it exists.
pub(crate) async fn ticket(session: &Session, which: TicketRef) -> Result<Option<Ticket>> {
    Ok(find(session, which).await?.map(|(_, ticket)| ticket))
}

/// A ticket with the last `newest` messages and lines of its history, if it exists.
pub(crate) async fn newest_page(
    session: &Session,
    which: TicketRef,
    newest: usize,
) -> Result<Option<TicketPage>> {
    let Some((row, ticket)) = find(session, which).await? else {
        return Ok(None);
    };
    let (messages, history, report, links) = tokio::try_join!(
        thread(session, row, ticket.id, i64::MAX, newest),
        history(session, row, newest),
        report(session, row),
        links(session, &ticket),
    )?;
    Ok(Some(TicketPage {
        ticket,
        messages,
        history,
        report,
        links,
    }))
}

/// The last `limit` messages of a ticket, of those before the message `before` if given; oldest first.
pub(crate) async fn messages_before(
    session: &Session,
    which: TicketRef,
    before: Option<MessageId>,
    limit: usize,
) -> Result<Vec<Message>> {
    let Some((row, ticket)) = find(session, which).await? else {
        return Ok(Vec::new());
    };
    let before = match before {
        Some(message) => version_of(session, row, message).await?,
        None => Some(i64::MAX),
    };
    match before {
        Some(before) => thread(session, row, ticket.id, before, limit).await,
        None => Ok(Vec::new()),
    }
}

/// The version of the ticket at `row` after one of its messages. A message has the id of its command.
async fn version_of(session: &Session, row: i64, message: MessageId) -> Result<Option<i64>> {
    let sql = "select version from history where command = $1 and ticket = $2";
    let found = session.optional(sql, &[&message.0, &row]).await?;
    found.map(|found| get(&found, 0)).transpose()
}

async fn find(session: &Session, which: TicketRef) -> Result<Option<(i64, Ticket)>> {
    let sql = |condition| {
        format!(
            "select t.row_id, {} from ticket t where {condition}",
            Ticket::COLUMNS
        )
    };
    let found = match which {
        TicketRef::Id(id) => session.optional(&sql("t.id = $1"), &[&id.0]).await?,
        TicketRef::Number(number) => {
            let number = i64::try_from(number).unwrap_or(-1);
            session.optional(&sql("t.number = $1"), &[&number]).await?
        }
    };
    found
        .map(|row| Ok((get(&row, 0)?, Ticket::read(&row, 1)?)))
        .transpose()
}

/// The last `limit` messages before a version, oldest first.
async fn thread(
    session: &Session,
    row: i64,
    ticket: TicketId,
    before: i64,
    limit: usize,
) -> Result<Vec<Message>> {
    let sql = format!(
        "select {} from message m where m.ticket = $1 and m.version < $2 order by m.version desc limit $3",
        decode::MESSAGE
    );
    let newest_first = session
        .rows(&sql, &[&row, &before, &encode::limit(limit)])
        .await?;
    newest_first
        .iter()
        .rev()
        .map(|row| decode::message(row, 0, ticket))
        .collect()
}

/// The last `limit` lines of a ticket's history, oldest first.
pub(crate) async fn history(session: &Session, row: i64, limit: usize) -> Result<Vec<HistoryEntry>> {
    let sql = format!(
        "select {} from history h where h.ticket = $1 order by h.version desc limit $2",
        decode::ENTRY
    );
    let newest_first = session.rows(&sql, &[&row, &encode::limit(limit)]).await?;
    newest_first
        .iter()
        .rev()
        .map(|row| decode::entry(row, 0))
        .collect()
}

/// The line of the report, which is the first one of a ticket.
async fn report(session: &Session, row: i64) -> Result<Option<HistoryEntry>> {
    let sql = format!(
        "select {} from history h where h.ticket = $1 order by h.version limit 1",
        decode::ENTRY
    );
    let Some(first) = session.optional(&sql, &[&row]).await? else {
        return Ok(None);
    };
    let first = decode::readable(decode::entry(&first, 0), || format!("the report in row {row}"))?;
    Ok(first.filter(HistoryEntry::is_report))
}

/// The tickets about the same problem as this one.
async fn links(session: &Session, ticket: &Ticket) -> Result<TicketLinks> {
    let followed = ticket.follows.map(|id| id.0);
    let (of_followed, of_ticket): (Values<'_>, Values<'_>) = (&[&followed], &[&ticket.id.0]);
    let (follows, followed_by) = tokio::try_join!(
        session.optional("select t.id, t.number from ticket t where t.id = $1", of_followed),
        session.rows(
            "select t.id, t.number from ticket t where t.follows = $1 order by t.row_id",
            of_ticket
        ),
    )?;
    Ok(TicketLinks {
        follows: follows.as_ref().map(linked).transpose()?,
        followed_by: followed_by.iter().map(linked).collect::<Result<_>>()?,
    })
}

fn linked(row: &Row) -> Result<LinkedTicket> {
    Ok(LinkedTicket {
        id: TicketId(get(row, 0)?),
        number: optional_number(row, 1)?,
    })
}

/// Up to `limit` tickets that were closed before a time and were not anonymised, closed longest ago first.
pub(crate) async fn not_anonymised(
    session: &Session,
    closed_before: i64,
    limit: usize,
) -> Result<Vec<TicketId>> {
    let sql = "select id from ticket where closed_at is not null and not anonymised and closed_at < $1
        order by closed_at, row_id limit $2";
    let rows = session
        .rows(sql, &[&closed_before, &encode::limit(limit)])
        .await?;
    rows.iter().map(|row| get(row, 0).map(TicketId)).collect()
}
