//! The laptop that sends a request.

use uuid::Uuid;

/// What a laptop says about itself in the headers of each sync request, for the hub's list of devices. It gives no rights:
/// the role is that of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The laptop's id, created with its replica.
    pub id: Uuid,
    /// Its version of Campus Desk.
    pub version: String,
    /// The number of commands in its outbox.
    pub waiting: u64,
}

impl Device {
    /// The header of [`Device::id`].
    pub const ID: &str = "campus-desk-device";
    /// The header of [`Device::version`].
    pub const VERSION: &str = "campus-desk-version";
    /// The header of [`Device::waiting`]; absent for 0.
    pub const WAITING: &str = "campus-desk-waiting";
}
