//! Reads the feed of a replica that contains unclosed tickets only.
//!
//! All queries start from the index of unclosed tickets, in the order of their stamps. A ticket's stamp is at least that of each
//! of its messages and lines, so the tickets with a stamp beyond `after` have all messages and lines beyond `after`. The cost
//! follows the number of unclosed tickets, not that of all tickets.

use store::{Changes, ClosedTicket, UnclosedChanges};
use tickets::TicketId;

use crate::decode::{self, all_readable, get, optional_number};
use crate::encode;
use crate::failure::Result;
use crate::feed::{history_of, last_covered, mark_at, messages_of, tickets_of, within_bytes};
use crate::follow::position;
use crate::session::Session;

/// The tickets whose rows such a replica needs.
const UNCLOSED: &str = "t.status < 2 and t.stamp > $1";

/// The stamps and the sizes of the rows of unclosed tickets. The constants are the other fields of a row in JSON. Closed tickets
/// are small, and the limit bounds their number.
const SIZES: &str =
    "select t.stamp, 800 + octet_length(t.description) + coalesce(octet_length(t.assignment), 0) as size
        from ticket t where t.status < 2 and t.stamp > $1 and t.stamp <= $2
    union all select m.stamp, 300 + octet_length(m.body) from ticket t join message m on m.ticket = t.row_id
        where t.status < 2 and t.stamp > $1 and m.stamp > $1 and m.stamp <= $2
    union all select h.stamp, 300 + octet_length(h.event) from ticket t join history h on h.ticket = t.row_id
        where t.status < 2 and t.stamp > $1 and h.stamp > $1 and h.stamp <= $2";

pub(crate) async fn changes(
    session: &Session,
    after: u64,
    fresh: u64,
    limit: usize,
) -> Result<UnclosedChanges> {
    let first_sync = after < fresh;
    let stamps = if first_sync {
        "select stamp from ticket where status < 2 and stamp > $1"
    } else {
        "select stamp from ticket where stamp > $1"
    };
    let until = last_covered(session, stamps, after, limit).await?;
    let until = if first_sync { until.min(fresh) } else { until };
    let until = within_bytes(session, SIZES, after, until).await?;
    let closed_until = if first_sync { after } else { until };
    let ((head, desk), tickets, messages, history, mark, closed) = tokio::try_join!(
        position(session),
        tickets_of(session, UNCLOSED, after, until),
        messages_of(session, UNCLOSED, after, until),
        history_of(session, UNCLOSED, after, until),
        mark_at(session, until),
        closed(session, after, closed_until),
    )?;
    let changes = Changes {
        desk,
        tickets,
        messages,
        history,
        next: until,
        mark,
    };
    Ok(UnclosedChanges {
        changes,
        closed,
        head,
    })
}

async fn closed(session: &Session, after: u64, until: u64) -> Result<Vec<ClosedTicket>> {
    let sql = "select id, number, closed_at from ticket where stamp > $1 and stamp <= $2 and status = 2
        order by stamp, row_id";
    let rows = session
        .rows(sql, &[&encode::number(after), &encode::number(until)])
        .await?;
    all_readable(&rows, 1, |row| {
        Ok(ClosedTicket {
            id: TicketId(get(row, 0)?),
            number: optional_number(row, 1)?,
            closed_at: decode::time(row, 2)?,
        })
    })
}
