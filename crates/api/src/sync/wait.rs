//! Waits for the next change, without a thread and without a connection of the store.

use std::time::Duration;

use tickets::Role;
use tokio::time::Instant;

use super::stop::Stopping;
use crate::bounded_desk::BoundedDesk;
use crate::problem::{Answer, Problem};

/// Users' laptops read a change within this time, each at a random moment, so that 2,000 laptops do not ask at once. The
/// helpdesk reads at once.
const SPREAD: Duration = Duration::from_millis(500);

/// Waits up to `wait` until the desk's last number is greater than `after`. Returns whether it is. The answer is yes at
/// `earliest`.
///
/// # Errors
/// 503 if the hub is about to stop, or too many laptops wait.
pub async fn for_change(
    desk: &BoundedDesk,
    stopping: &Stopping,
    role: Role,
    after: u64,
    wait: Duration,
    earliest: Instant,
) -> Answer<bool> {
    let mut feed = desk.desk().feed();
    let has_changed = *feed.borrow() > after;
    if has_changed && earliest <= Instant::now() {
        return Ok(true);
    }
    if !has_changed && wait.is_zero() {
        return Ok(false);
    }
    let _permit = desk.start_waiting()?;
    let changed = async {
        let changed = feed.wait_for(|last| *last > after).await.is_ok();
        if changed {
            let spread = match role {
                Role::User if !has_changed => rand::random_range(Duration::ZERO..SPREAD),
                Role::User | Role::Helpdesk => Duration::ZERO,
            };
            tokio::time::sleep_until(earliest.max(Instant::now() + spread)).await;
        }
        changed
    };
    // The wait ends at a random moment, so that laptops that began together do not come back together.
    let wait = rand::random_range(wait.mul_f64(0.8)..=wait);
    let until = earliest.max(Instant::now() + wait);
    tokio::select! {
        changed = changed => if changed { Ok(true) } else { Err(Problem::stopping()) },
        () = tokio::time::sleep_until(until) => Ok(*desk.desk().feed().borrow() > after),
        () = stopping.wait() => Err(Problem::stopping()),
    }
}
