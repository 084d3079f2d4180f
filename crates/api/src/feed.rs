//! The query of the feed, which `/changes` and `/facts` share.

use std::time::Duration;

use wire::FeedQuery;

use crate::bounded_desk::BoundedDesk;
use crate::desk_calls::read;
use crate::problem::{Answer, Problem};
use crate::query_params::integer;

/// Waits up to `wait` seconds until the feed's position differs from `after`. Returns `after` and `limit`.
///
/// A position beyond the feed's end (the desk was restored from a backup) also differs, so such a caller is answered at
/// once. So is a caller with another mark at its position (the desk was forked).
pub async fn wait_for_change(desk: &BoundedDesk, query: FeedQuery) -> Answer<(u64, usize)> {
    let after = query.after.unwrap_or(0);
    let limit = integer("limit", query.limit, 50, 1, 100_000)?;
    let wait = integer("wait", query.wait, 0, 0, 30)?;
    check_mark(desk, query).await?;
    if wait > 0 {
        let _permit = desk.start_waiting()?;
        let mut feed = desk.desk().feed();
        let change = feed.wait_for(|last| *last != after);
        // A change, the timeout and a closing desk all end the wait; the answer is the current state.
        let _ = tokio::time::timeout(Duration::from_secs(u64::from(wait)), change).await;
        // A database server may have failed over to a replica during the wait.
        check_mark(desk, query).await?;
    }
    Ok((after, usize::try_from(limit).unwrap_or(usize::MAX)))
}

/// Refuses a mark that the desk does not have at `after`. A number without a mark is not compared.
async fn check_mark(desk: &BoundedDesk, query: FeedQuery) -> Answer<()> {
    let (Some(after), Some(mark)) = (query.after, query.mark) else {
        return Ok(());
    };
    let own = read(desk.clone(), move |desk| desk.mark_at(after)).await?;
    match own {
        Some(own) if own != mark => Err(Problem::other_desk()),
        _ => Ok(()),
    }
}
