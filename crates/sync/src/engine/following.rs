//! Follows the hub's model: fetches its layer when the hub names another version than the laptop's own.

use std::time::Duration;

use wire::sync::ModelLayer;

use super::Engine;
use super::hello_again::HELLO_AGAIN;
use crate::asks::{Ask, Failure};
use crate::backoff::Lane;

/// The next layer is fetched after half of this time, or up to all of it. The hub of a busy helpdesk learns a version every few
/// minutes, and 2,000 laptops would fetch each.
const FETCH_AGAIN: Duration = Duration::from_secs(4 * 60 * 60);

/// The model of the hub and that of the laptop.
#[derive(Debug, Default)]
pub(super) struct Following {
    /// The version that the hub's last hello named.
    hub: Option<String>,
    /// The version that the laptop classifies with.
    own: Option<String>,
    /// The version that was followed last, until the laptop uses it: one that the hub does not have, or that the laptop cannot
    /// use, is followed once.
    tried: Option<String>,
    /// The earliest time at which the next layer is fetched.
    fetch_at: Duration,
    lane: Lane,
}

/// How the laptop comes to classify as its hub does.
enum Next {
    /// It fetches the layer of this version.
    Fetch(String),
    /// It classifies with the shipped model. The layer has no bytes: it only names the version that is of no use here.
    Shipped(Option<ModelLayer>),
}

impl Following {
    /// The hub named the version of its model.
    pub(super) fn named(&mut self, version: &str) {
        self.hub = Some(version.to_owned());
    }

    /// The laptop classifies with a version.
    pub(super) fn classifies(&mut self, version: String) {
        if self.tried.as_ref() == Some(&version) {
            self.tried = None;
        }
        self.own = Some(version);
    }

    /// Gives up a request, and may try at once.
    pub(super) fn reset(&mut self) {
        if self.lane.flight.is_some() {
            self.tried = None;
        }
        self.lane.reset();
    }

    /// Takes the answer to a request; `false` if it was given up.
    pub(super) fn answered(&mut self, request: u64) -> bool {
        self.lane.answered(request)
    }

    /// The hub's version and what to do about it; `None`: nothing.
    fn next(&self) -> Option<(String, Next)> {
        let own = self.own.as_ref()?;
        let hub = self.hub.as_ref().filter(|hub| *hub != own)?;
        if self.tried.as_ref() == Some(hub) {
            return None;
        }
        let (base, own_base) = (ModelLayer::shipped_of(hub), ModelLayer::shipped_of(own));
        let (has_layer, own_has_layer) = (base != hub, own_base != own);
        let next = match (has_layer, base == own_base) {
            (true, true) => Next::Fetch(hub.clone()),
            (true, false) => Next::Shipped(Some(ModelLayer::without_bytes(hub))),
            (false, _) if own_has_layer => Next::Shipped(None),
            (false, _) => return None,
        };
        Some((hub.clone(), next))
    }
}

impl Engine {
    /// Follows the hub's model, or returns when its layer may be fetched.
    pub(super) fn send_model(&mut self, now: Duration, asks: &mut Vec<Ask>) -> Option<Duration> {
        let (version, next) = self.following.next()?;
        let lane = &self.following.lane;
        if lane.flight.is_some() {
            return None;
        }
        let not_before = match next {
            Next::Fetch(_) => lane.not_before.max(self.following.fetch_at),
            Next::Shipped(_) => lane.not_before,
        };
        if not_before > now {
            return Some(not_before);
        }
        self.following.tried = Some(version);
        match next {
            Next::Fetch(version) => {
                let request = self.next_request();
                self.following.lane.flight = Some(request);
                asks.push(Ask::Model(request, version));
            }
            Next::Shipped(of_no_use) => asks.push(Ask::Follow(of_no_use)),
        }
        None
    }

    /// The hub answered with the layer, or has none.
    pub(super) fn model_answered(&mut self, layer: Option<ModelLayer>, now: Duration, asks: &mut Vec<Ask>) {
        self.following.lane.succeed();
        if layer.is_some() {
            self.following.fetch_at = now + FETCH_AGAIN / 2 + self.backoff.up_to(FETCH_AGAIN / 2);
        }
        asks.push(Ask::Follow(layer));
    }

    /// No layer arrived, or it could not be stored. An answer that cannot be read is probably the same soon after, and a full
    /// disk is still full.
    pub(super) fn model_failed(&mut self, failure: Failure, now: Duration) {
        let pause = match failure {
            Failure::Broken => HELLO_AGAIN,
            _ => self.pause(self.following.lane.failures, failure),
        };
        (self.following.tried, self.following.fetch_at) = (None, Duration::ZERO);
        self.following.lane.fail(now, pause);
    }
}
