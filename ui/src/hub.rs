//! How the laptop stands with its hub: the line in the bar at the top.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, TimeDelta, Utc};

use crate::WallClock;
use crate::analysis::counted;

/// The connection with the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing was answered yet.
    Connecting,
    /// The last answer came from the hub.
    Online,
    /// The hub cannot be reached.
    Offline,
    /// The hub's certificate is not trusted.
    Untrusted,
    /// The hub refuses the key of this computer.
    KeyRefused,
    /// The hub speaks no protocol of this version.
    NeedsUpdate,
    /// The settings name no hub any more.
    NoHub,
}

/// Why nothing is sent or received although there may be a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What is wrong.
    pub what: &'static str,
    /// What the person can do; empty if nothing.
    pub to_do: &'static str,
}

impl Link {
    /// What is in the way; `None` if the network is all that may be missing.
    #[must_use]
    pub const fn obstacle(self) -> Option<Obstacle> {
        let (what, to_do) = match self {
            Self::Connecting | Self::Online | Self::Offline => return None,
            Self::Untrusted => (
                "The hub’s certificate is not trusted, so nothing is sent or received.",
                "If this network asks for a login, log in first. Otherwise, ask the person who looks after this computer.",
            ),
            Self::KeyRefused => (
                "This computer’s key is not accepted, so nothing is sent or received.",
                "Ask the person who looks after this computer.",
            ),
            Self::NeedsUpdate => (
                "Waiting for an update of Campus Desk. Until then, nothing is sent or received.",
                "",
            ),
            Self::NoHub => (
                "The settings of this computer name no hub any more, so nothing is sent or received.",
                "Ask the person who looks after this computer.",
            ),
        };
        Some(Obstacle { what, to_do })
    }
}

/// How a laptop stands with its hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The connection.
    pub link: Link,
    /// Since when the connection has been in this state.
    pub since: DateTime<Utc>,
    /// The number of changes that wait to be sent.
    pub waiting: usize,
    /// Whether all tickets of the hub are here.
    pub complete: bool,
}

/// The time after which a lost connection is shown if changes wait: shorter gaps are no news.
const WAITING: TimeDelta = TimeDelta::seconds(3);

/// The time after which it is shown in any case: what is on screen may be outdated.
const OUTDATED: TimeDelta = TimeDelta::minutes(5);

impl Standing {
    /// From when on the state is worth a line; `None`: it is not.
    #[must_use]
    pub fn shown_from(&self) -> Option<DateTime<Utc>> {
        match self.link {
            Link::Online if self.complete => None,
            Link::Online => Some(self.since + WAITING),
            Link::Connecting | Link::Offline => {
                let after = if self.waiting > 0 { WAITING } else { OUTDATED };
                Some(self.since + after)
            }
            Link::Untrusted | Link::KeyRefused | Link::NeedsUpdate | Link::NoHub => Some(self.since),
        }
    }

    fn is_lost(&self) -> bool {
        matches!(self.link, Link::Connecting | Link::Offline)
    }
}

/// `#hub`: a line that says how things stand once it matters.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "hub/line.html")]
pub struct HubLine {
    /// How the laptop stands with its hub.
    pub standing: Standing,
    /// The number of refused changes.
    pub attention: usize,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for HubLine {}

impl HubLine {
    fn is_shown(&self) -> bool {
        self.standing
            .shown_from()
            .is_some_and(|from| from <= self.clock.now)
    }

    /// "2 changes".
    fn changes(&self) -> String {
        let waiting = u64::try_from(self.standing.waiting).unwrap_or(u64::MAX);
        counted(waiting, "change")
    }
}
