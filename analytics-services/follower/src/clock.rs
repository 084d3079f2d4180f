//! The service's clock.

use chrono::{DateTime, Utc};

/// The current time, for the functions that take it as a parameter.
#[expect(clippy::disallowed_methods, reason = "this is the service's clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
