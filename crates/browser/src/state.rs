//! What the handlers share.

use std::sync::Arc;
use std::time::Duration;

use api::{CurrentTokens, Hosts, Stopping};
use chrono_tz::Tz;
use desk::Desk;
use pages::Analyses;
use tokio::sync::Semaphore;

use crate::address::Proxies;
use crate::events::Events;
use crate::rate::Rate;
use crate::signature::Signature;

/// The number of commands that browsers run at the same time. With those of the API, they are fewer than the blocking
/// threads.
const AT_ONCE: usize = 64;

/// One minute.
const MINUTE: Duration = Duration::from_secs(60);

/// What a hub sets.
pub struct BrowserPages {
    /// The desk.
    pub desk: Desk,
    /// The keys of the hub, with the secrets that sign cookies.
    pub tokens: CurrentTokens,
    /// The names that requests may have in the header `Host`.
    pub hosts: Hosts,
    /// Whether a browser can prove, with the key, that it is at the helpdesk.
    pub helpdesk: bool,
    /// The campus's time zone; `None`: it is not known.
    pub zone: Option<Tz>,
    /// Whether several people use the browsers: what one of them entered is removed after a while.
    pub shared: bool,
    /// The proxies whose word about the address of a browser counts.
    pub proxies: Proxies,
    /// The analyses; `None`: the pages do not offer them.
    pub analyses: Option<Arc<dyn Analyses>>,
    /// Announces the end of the hub.
    pub stopping: Stopping,
}

/// The state of the router. It is cloned for each request.
#[derive(Clone)]
pub struct Browsers(Arc<Shared>);

/// What all requests share.
pub struct Shared {
    pub desk: Desk,
    pub tokens: CurrentTokens,
    pub signature: Signature,
    pub helpdesk: bool,
    pub zone: Option<Tz>,
    pub shared: bool,
    pub proxies: Proxies,
    pub analyses: Option<Arc<dyn Analyses>>,
    pub events: Events,
    pub turns: Arc<Semaphore>,
    pub rates: Rates,
}

/// How often an address may do something.
pub struct Rates {
    /// Reports of problems. A room full of computers may have one address.
    pub reports: Rate,
    /// Edits and messages.
    pub changes: Rate,
    /// Attempts to enter the key of the helpdesk. The right key sets the count back.
    pub keys: Rate,
}

impl Browsers {
    /// Starts to follow the desk's feed. Call it inside the runtime.
    pub fn start(pages: BrowserPages) -> Self {
        let BrowserPages {
            desk,
            tokens,
            helpdesk,
            zone,
            shared,
            proxies,
            analyses,
            stopping,
            hosts: _,
        } = pages;
        Self(Arc::new(Shared {
            events: Events::follow(&desk, stopping),
            signature: Signature::new(tokens.clone()),
            desk,
            tokens,
            helpdesk,
            zone,
            shared,
            proxies,
            analyses,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            rates: Rates {
                reports: Rate::new(10, MINUTE),
                changes: Rate::new(60, MINUTE),
                keys: Rate::new(5, MINUTE),
            },
        }))
    }
}

impl std::ops::Deref for Browsers {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
