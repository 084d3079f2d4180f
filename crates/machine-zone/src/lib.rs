//! The time zone of this computer, as an IANA name. Without it, figures "by day" and "by month" would silently be those
//! of UTC.
//!
//! ```text
//!   TZ ──▶ name of /etc/localtime's link ──▶ /etc/localtime's bytes in the zoneinfo database ──▶ /etc/timezone
//! ```
//!
//! The first of these that names a zone decides. Other systems than Unix are asked through `iana-time-zone`.

mod computer;
mod database;

use std::path::Path;
use std::sync::OnceLock;

use chrono_tz::Tz;
use computer::Computer;
use thiserror::Error;

/// Why the time zone is not known.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnknownZone {
    /// A rule like `CET-1CEST,M3.5.0,M10.5.0/3`, or a name that does not exist.
    #[error("TZ is “{0}”, which names no time zone such as Europe/Rome")]
    Variable(String),
    /// Neither a link nor a copy of a file of the zoneinfo database.
    #[error("the computer's settings name no time zone")]
    NotNamed,
}

/// The time zone of this computer. It is read once: a program does not follow a later change.
///
/// # Errors
/// [`UnknownZone`]; the caller uses UTC and shows a warning.
pub fn machine_zone() -> Result<Tz, UnknownZone> {
    static ZONE: OnceLock<Result<Tz, UnknownZone>> = OnceLock::new();
    ZONE.get_or_init(detect).clone()
}

fn detect() -> Result<Tz, UnknownZone> {
    if cfg!(unix) {
        let computer = Computer {
            tz: std::env::var("TZ").ok(),
            root: Path::new("/"),
        };
        match computer.zone() {
            Err(UnknownZone::NotNamed) => system_zone(),
            named => named,
        }
    } else {
        system_zone()
    }
}

fn system_zone() -> Result<Tz, UnknownZone> {
    let name = iana_time_zone::get_timezone().map_err(|_| UnknownZone::NotNamed)?;
    database::parse(&name).ok_or(UnknownZone::NotNamed)
}
