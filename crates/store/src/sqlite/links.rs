//! Links between tickets about the same problem.

use rusqlite::{Connection, OptionalExtension, Result, Row};
use tickets::{LinkedTicket, Ticket, TicketId, TicketLinks};

use super::decode;

/// Writes that the ticket at `row` reports the problem of a closed ticket again, if it does.
pub(super) fn add(connection: &Connection, row: i64, ticket: &Ticket) -> Result<()> {
    let Some(followed) = ticket.follows else {
        return Ok(());
    };
    connection
        .prepare_cached("insert into follow_up (ticket, follows) values (?1, ?2)")?
        .execute((row, followed.0.as_bytes()))
        .map(drop)
}

/// The tickets about the same problem as this one.
pub(super) fn of(connection: &Connection, ticket: &Ticket) -> Result<TicketLinks> {
    let follows = match ticket.follows {
        Some(followed) => connection
            .prepare_cached("select t.id, t.number from ticket t where t.id = ?1")?
            .query_row([followed.0.as_bytes()], linked)
            .optional()?,
        None => None,
    };
    let mut following = connection.prepare_cached(
        "select t.id, t.number from follow_up f cross join ticket t on t.row = f.ticket
        where f.follows = ?1 order by f.ticket",
    )?;
    let followed_by = following.query_map([ticket.id.0.as_bytes()], linked)?;
    Ok(TicketLinks {
        follows,
        followed_by: followed_by.collect::<Result<_>>()?,
    })
}

fn linked(row: &Row<'_>) -> Result<LinkedTicket> {
    Ok(LinkedTicket {
        id: TicketId(decode::id(row, 0)?),
        number: row.get(1)?,
    })
}
