//! Windows of time, for words that many tickets have. A page needs the newest fifty matches, but the index of tokens has no order: all
//! matches would be read and ordered. So the matches of one month are asked for first, then those of its year, then all.

use chrono::{DateTime, Datelike, Utc};
use tickets::Order;

use super::{From, List, Plan};
use crate::decode::get;
use crate::failure::Result;
use crate::lexemes::{month, year};
use crate::session::Session;

impl List<'_> {
    /// The words that a ticket must have besides the filter's, for one try after the other. The last try has none. If a try finds
    /// enough tickets, they are the first of the list: all of them were opened in the month or the year in which reading begins.
    pub(crate) async fn windows(
        &self,
        session: &Session,
        backward: bool,
        from: Option<From>,
    ) -> Result<Vec<Vec<String>>> {
        let mut windows = Vec::new();
        if self.plan == Plan::Words && self.order != Order::LongestWaiting {
            let begin = match from {
                Some(from) => Some(from.cursor.key),
                None => end_of_times(session, self.is_ascending(backward)).await?,
            };
            if let Some(begin) = begin.and_then(DateTime::<Utc>::from_timestamp_millis) {
                windows.push(vec![month(begin.year(), begin.month())]);
                windows.push(vec![year(begin.year())]);
            }
        }
        windows.push(Vec::new());
        Ok(windows)
    }
}

/// The time at which the first or the last ticket was opened; `None` if there is no ticket.
async fn end_of_times(session: &Session, first: bool) -> Result<Option<i64>> {
    let sql = if first {
        "select min(opened_at) from ticket"
    } else {
        "select max(opened_at) from ticket"
    };
    get(&session.one(sql, &[]).await?, 0)
}
