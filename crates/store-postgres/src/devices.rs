//! The laptops that have asked a hub, for administrators. All hubs write into one list.

use chrono::{DateTime, TimeDelta, Utc};
use tickets::Role;
use uuid::Uuid;

use crate::decode::{coded, get, number, time};
use crate::encode::{self, code, column};
use crate::failure::Result;
use crate::session::Session;

/// After this time without a request, a device is forgotten.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(90);

/// The maximum number of devices in a list: those seen last.
const MOST: i64 = 100_000;

/// A device, and when it last sent a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenDevice {
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

/// All devices, last seen first.
pub(crate) async fn list(session: &Session) -> Result<Vec<SeenDevice>> {
    let sql = "select id, role, version, last_seen, waiting from device order by last_seen desc, id limit $1";
    let rows = session.rows(sql, &[&MOST]).await?;
    rows.iter()
        .map(|row| {
            Ok(SeenDevice {
                device: get(row, 0)?,
                role: coded(row, 1)?,
                version: get(row, 2)?,
                last_seen: time(row, 3)?,
                waiting: number(row, 4)?,
            })
        })
        .collect()
}

/// Writes the devices that this hub has seen. What another hub has seen later stays.
pub(crate) async fn save(session: &Session, seen: &[SeenDevice]) -> Result<()> {
    let Some(last) = seen.iter().map(|seen| seen.last_seen).max() else {
        return Ok(());
    };
    session
        .execute(
            "insert into device (id, role, version, last_seen, waiting)
            select * from unnest($1::uuid[], $2::smallint[], $3::text[], $4::bigint[], $5::bigint[]) n (id) order by id
            on conflict (id) do update set role = excluded.role, version = excluded.version,
                last_seen = excluded.last_seen, waiting = excluded.waiting
                where device.last_seen < excluded.last_seen",
            &[
                &column(seen, |seen| seen.device),
                &column(seen, |seen| code(seen.role)),
                &column(seen, |seen| seen.version.replace('\0', "")),
                &column(seen, |seen| seen.last_seen.timestamp_millis()),
                &column(seen, |seen| encode::number(seen.waiting)),
            ],
        )
        .await?;
    let oldest = (last - FORGOTTEN_AFTER).timestamp_millis();
    session
        .execute("delete from device where last_seen < $1", &[&oldest])
        .await
        .map(drop)
}
