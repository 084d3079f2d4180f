//! Reads the feed of a replica that contains unclosed tickets only.
//!
//! All queries start from the index of unclosed tickets, in the order of their stamps. A ticket's stamp is at least that of
//! each of its messages and lines, so the tickets with a stamp beyond `after` have all messages and lines beyond `after`.
//! The cost follows the number of unclosed tickets, not that of all tickets.

use rusqlite::{Connection, Result, params};
use tickets::TicketId;

use super::readable_tickets::ReadableTickets;
use super::{decode, feed};
use crate::{BYTES, Changes, ClosedTicket, UnclosedChanges};

/// The unclosed tickets beyond `after`, as the source of a query.
const UNCLOSED: &str = "ticket t indexed by ticket_unclosed_feed";

pub(super) fn changes(
    connection: &Connection,
    after: u64,
    fresh: u64,
    limit: usize,
) -> Result<UnclosedChanges> {
    let first_sync = after < fresh;
    let stamps = if first_sync {
        "select stamp from ticket indexed by ticket_unclosed_feed where stamp > ?1 and status < 2"
    } else {
        "select stamp from ticket indexed by ticket_feed where stamp > ?1"
    };
    let until = feed::last_covered(connection, stamps, after, limit)?;
    let until = if first_sync { until.min(fresh) } else { until };
    let until = feed::within_bytes(connection, &sizes(), after, until, BYTES)?;
    let of = |rows: &str, key: &str| {
        format!("{UNCLOSED} cross join {rows} on {key} = t.row and t.stamp > ?1 and t.status < 2")
    };
    let mut readable = ReadableTickets::new(connection);
    Ok(UnclosedChanges {
        changes: Changes {
            desk: feed::generation(connection)?,
            tickets: feed::tickets_of(
                connection,
                &format!("{UNCLOSED} where t.status < 2"),
                after,
                until,
                &mut readable,
            )?,
            messages: feed::messages_of(
                connection,
                &of("message m", "m.ticket"),
                after,
                until,
                &mut readable,
            )?,
            history: feed::history_of(
                connection,
                &of("history h", "h.ticket"),
                after,
                until,
                &mut readable,
            )?,
            next: until,
            mark: feed::mark_at(connection, until)?,
        },
        closed: if first_sync {
            Vec::new()
        } else {
            closed(connection, after, until)?
        },
        head: feed::head(connection)?,
    })
}

/// The sizes of the rows of unclosed tickets. The constants are the other fields of a row in JSON. Closed tickets are small,
/// and `limit` bounds their number.
fn sizes() -> String {
    let beyond = "t.stamp > ?1 and t.status < 2";
    format!(
        "select t.stamp, 800 + octet_length(t.description) + ifnull(octet_length(t.assignment), 0)
            from {UNCLOSED} where {beyond} and t.stamp <= ?2
        union all select m.stamp, 300 + octet_length(m.body)
            from {UNCLOSED} cross join message m on m.ticket = t.row
            where {beyond} and m.stamp > ?1 and m.stamp <= ?2
        union all select h.stamp, 300 + octet_length(h.event)
            from {UNCLOSED} cross join history h on h.ticket = t.row
            where {beyond} and h.stamp > ?1 and h.stamp <= ?2
        order by 1"
    )
}

fn closed(connection: &Connection, after: u64, until: u64) -> Result<Vec<ClosedTicket>> {
    let mut closed = connection.prepare_cached(
        "select id, number, closed_at from ticket indexed by ticket_feed
        where stamp > ?1 and stamp <= ?2 and status = 2 order by stamp, row",
    )?;
    let rows = closed.query(params![feed::number(after), feed::number(until)])?;
    decode::all_readable(rows, 1, |row| {
        Ok(ClosedTicket {
            id: TicketId(decode::id(row, 0)?),
            number: row.get(1)?,
            closed_at: decode::time(row, 2)?,
        })
    })
}
