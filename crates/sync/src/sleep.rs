//! Notices that the machine slept. Connections from before are dead, and it would take a minute to find out.

use std::time::{Duration, SystemTime};

use tokio::time::sleep;

/// The time between two looks at the clock.
const LOOK: Duration = Duration::from_secs(5);

/// How much more time than [`LOOK`] must have passed on the clock. A clock that is set forward counts as sleep, too: that
/// costs one new connection.
const MORE: Duration = Duration::from_secs(15);

/// Returns after the machine slept.
pub async fn woke() {
    loop {
        let before = SystemTime::now();
        sleep(LOOK).await;
        if before.elapsed().is_ok_and(|passed| passed > LOOK + MORE) {
            return;
        }
    }
}
