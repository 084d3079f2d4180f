//! The hub introduces itself.

use store::StoreError;
use tickets::Role;
use wire::sync::Hello;
pub use wire::sync::PROTOCOLS;

use crate::Desk;

/// The maximum number of commands in one request.
pub const BATCH: usize = 100;

/// The maximum size of a request with commands, in bytes.
pub const BYTES: usize = 512 * 1024;

/// For how many days laptops keep accepted commands, to send them again after a restore.
pub const KEEP_SENT_DAYS: u32 = 30;

impl Desk {
    /// The answer of `GET /sync/hello` for a laptop whose key has `role`.
    pub fn hello(&self, role: Role) -> Result<Hello, StoreError> {
        let head = *self.feed().borrow();
        Ok(Hello {
            protocol: PROTOCOLS,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            desk: self.generation(),
            head,
            mark: self.mark_at(head)?,
            role: role.into(),
            now: self.now(),
            batch: u32::try_from(BATCH).unwrap_or(u32::MAX),
            bytes: u32::try_from(BYTES).unwrap_or(u32::MAX),
            keep_sent_days: KEEP_SENT_DAYS,
            model: self.live_classifier.in_use().version().to_owned(),
        })
    }
}
