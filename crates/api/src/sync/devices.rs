//! The laptops that have asked this hub, for its administrator. What a laptop says about itself gives it no rights.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tickets::Role;
use uuid::Uuid;
use wire::sync::Device;

/// The maximum number of devices. Beyond it, the device that has been away longest is forgotten.
const MOST: usize = 20_000;

/// After this time without a request, a device is forgotten.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(90);

/// A device, and when it last sent a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSeen {
    /// The laptop's id.
    pub device: Uuid,
    /// The role of its key.
    pub role: Role,
    /// Its version of Campus Desk.
    pub version: String,
    /// When it last sent a request.
    pub last_seen: DateTime<Utc>,
    /// The number of commands in its outbox at that time.
    pub waiting: u64,
}

/// The devices that a hub knows. Cheap to clone; all clones are the same list.
#[derive(Clone, Debug, Default)]
pub struct Devices(Arc<Mutex<HashMap<Uuid, DeviceSeen>>>);

impl Devices {
    /// The devices of an earlier run.
    #[must_use]
    pub fn new(known: impl IntoIterator<Item = DeviceSeen>) -> Self {
        let known = known.into_iter().map(|seen| (seen.device, seen)).collect();
        Self(Arc::new(Mutex::new(known)))
    }

    /// All devices, last seen first.
    #[must_use]
    pub fn list(&self) -> Vec<DeviceSeen> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list: Vec<_> = known.values().cloned().collect();
        list.sort_by(|a, b| b.last_seen.cmp(&a.last_seen).then(a.device.cmp(&b.device)));
        list
    }

    pub(super) fn note(&self, device: Device, role: Role, now: DateTime<Utc>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.contains_key(&device.id) {
            forget(&mut known, now);
        }
        let seen = DeviceSeen {
            device: device.id,
            role,
            version: device.version,
            last_seen: now,
            waiting: device.waiting,
        };
        known.insert(device.id, seen);
    }
}

/// Makes room for a new device.
fn forget(known: &mut HashMap<Uuid, DeviceSeen>, now: DateTime<Utc>) {
    known.retain(|_, seen| now - seen.last_seen < FORGOTTEN_AFTER);
    let oldest = known
        .values()
        .min_by_key(|seen| seen.last_seen)
        .map(|seen| seen.device);
    if known.len() >= MOST
        && let Some(oldest) = oldest
    {
        known.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_one_line_and_the_longest_absent_one_is_forgotten_first() {
        let devices = Devices::default();
        let start = DateTime::<Utc>::UNIX_EPOCH;
        let device = |id, waiting| Device {
            id: Uuid::from_u128(id),
            version: "1".to_owned(),
            waiting,
        };
        devices.note(device(1, 2), Role::User, start);
        devices.note(device(1, 0), Role::Helpdesk, start + TimeDelta::minutes(1));
        let list = devices.list();
        assert_eq!(
            (list.len(), list[0].waiting, list[0].role),
            (1, 0, Role::Helpdesk)
        );
        for id in 2..=20_001 {
            devices.note(device(id, 0), Role::User, start + TimeDelta::minutes(2));
        }
        let list = devices.list();
        assert_eq!(list.len(), MOST);
        assert!(list.iter().all(|seen| seen.device != Uuid::from_u128(1)));
    }
}
