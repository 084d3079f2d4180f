//! The feed as a laptop's replica reads it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tickets::TicketId;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::PROTOCOL;
use crate::{HistoryLine, Message, Received, Ticket};

/// The query of `GET /sync/changes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// The version of the protocol.
    pub protocol: u32,
    /// The generation of the desk that the laptop has a replica of. Another generation is answered with 409.
    pub desk: Uuid,
    /// The `next` of the previous page; 0, the default, reads from the beginning.
    #[serde(default)]
    #[param(minimum = 0, required = false)]
    pub after: u64,
    /// The `mark` of the previous page. Another mark at `after` is answered with 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Uuid>,
    /// The `head` of the last [`Answers`](super::Answers) to this laptop, until a page has passed it. A hub that has not reached
    /// it answers with 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0)]
    pub answered: Option<u64>,
    /// The `mark` of these answers. Another mark at `answered` is answered with 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_mark: Option<Uuid>,
    /// The `head` at which the laptop began to read from the beginning; 0 by default. Of the tickets that were closed before,
    /// the laptop needs no [`Page::closed`].
    #[serde(default, skip_serializing_if = "is_zero")]
    #[param(minimum = 0, required = false)]
    pub fresh: u64,
    /// The tickets to read; by default, all that the role may read. A user may read unclosed tickets only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub scope: Option<Scope>,
    /// The maximum number of positions in the page; 2,000 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 2_000)]
    pub limit: Option<u32>,
    /// How many seconds to wait for a change; 0 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0, maximum = 30)]
    pub wait: Option<u32>,
}

impl ChangesQuery {
    /// Reads a desk after a position, in the newest protocol, without a wait.
    #[must_use]
    pub const fn new(desk: Uuid, after: u64) -> Self {
        Self {
            protocol: PROTOCOL,
            desk,
            after,
            mark: None,
            answered: None,
            answered_mark: None,
            fresh: 0,
            scope: None,
            limit: None,
            wait: None,
        }
    }

    /// The numbers that the laptop expects in the hub's feed, with their marks.
    pub fn numbers(&self) -> impl Iterator<Item = (u64, Option<Uuid>)> + use<> {
        let answered = self.answered.map(|number| (number, self.answered_mark));
        [Some((self.after, self.mark)), answered].into_iter().flatten()
    }
}

/// The tickets that a replica contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Open and active tickets. A ticket that is closed leaves the replica.
    Unclosed,
    /// All tickets.
    All,
}

/// The answer of `GET /sync/changes`: the tickets, messages and lines of history of the scope that changed after `after`,
/// each once, in its current state. A laptop writes a page and its position in one transaction.
///
/// If nothing has changed when `wait` has passed, the answer is 204 without a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page {
    /// The desk's generation.
    pub desk: Uuid,
    /// The `after` of the next request.
    #[schema(minimum = 0)]
    pub next: u64,
    /// The `mark` of the next request. Null for numbers from before marks.
    #[schema(required)]
    pub mark: Option<Uuid>,
    /// The feed's last position. If it is greater than `next`, there are more pages.
    #[schema(minimum = 0)]
    pub head: u64,
    /// The hub's clock when it read the page; many laptops receive the same page, up to a few seconds later.
    pub now: DateTime<Utc>,
    /// The changed tickets.
    #[schema(value_type = Vec<Ticket>)]
    pub tickets: Vec<Received<Ticket>>,
    /// The new messages.
    #[schema(value_type = Vec<Message>)]
    pub messages: Vec<Received<Message>>,
    /// The new lines of history.
    #[schema(value_type = Vec<HistoryLine>)]
    pub history: Vec<Received<HistoryLine>>,
    /// The tickets that were closed, and so are no longer in the scope [`Scope::Unclosed`].
    #[serde(default)]
    #[schema(value_type = Vec<ClosedTicket>)]
    pub closed: Vec<Received<ClosedTicket>>,
}

/// A ticket that was closed: all that a user may know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClosedTicket {
    /// The ticket's id.
    #[schema(value_type = Uuid)]
    pub ticket: TicketId,
    /// Its short number.
    #[schema(required, minimum = 1)]
    pub number: Option<u64>,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
}

/// The members of a problem with status 409 on the sync routes: the laptop's position does not exist on this hub. The
/// laptop reads from 0 over its replica, and then sends the commands of the last days again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reset {
    /// Why the position does not exist.
    #[schema(value_type = ResetReason)]
    pub reset: Received<ResetReason>,
    /// The hub's generation.
    pub desk: Uuid,
    /// The feed's last position.
    #[schema(minimum = 0)]
    pub head: u64,
}

/// Why a laptop has to read from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResetReason {
    /// The desk has another generation: it was restored from a backup, or replaced.
    Generation,
    /// The position is beyond the end of the feed: the desk was restored without a new generation.
    Ahead,
    /// Another command has the number of the position: the desk was restored without a new generation, and has continued.
    Fork,
    /// The position is so far behind that reading unclosed tickets from 0 is faster.
    Far,
}

/// A poll is sent once for each change, by each laptop: it leaves out what the hub assumes anyway.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}
