//! Follows the hub's model: reads its layer when the hub names another version than the laptop's own.

use std::time::Duration;

use wire::sync::ModelLayer;

use super::Engine;
use super::hello_again::HELLO_AGAIN;
use crate::asks::{Ask, Failure};
use crate::backoff::Lane;

/// The model of the hub and that of the laptop.
#[derive(Debug, Default)]
pub(super) struct Following {
    /// The version that the hub's last hello named.
    hub: Option<String>,
    /// The version that the laptop classifies with.
    own: Option<String>,
    /// The version that was asked for last, until the laptop uses it: one that the hub does not have, or that the laptop cannot
    /// use, is asked for once.
    tried: Option<String>,
    lane: Lane,
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

    /// The version to ask for.
    fn wanted(&self) -> Option<&String> {
        let other = |hub: &&String| self.own.as_ref().is_some_and(|own| own != *hub);
        let hub = self.hub.as_ref().filter(other);
        hub.filter(|hub| self.tried.as_ref() != Some(*hub))
    }
}

impl Engine {
    /// Asks for the hub's model, or returns when it may be asked for.
    pub(super) fn send_model(&mut self, now: Duration, asks: &mut Vec<Ask>) -> Option<Duration> {
        let version = self.following.wanted()?.clone();
        if !self.following.lane.is_free(now) {
            let waits = self.following.lane.flight.is_none();
            return waits.then_some(self.following.lane.not_before);
        }
        let request = self.next_request();
        self.following.lane.flight = Some(request);
        self.following.tried = Some(version.clone());
        asks.push(Ask::Model(request, version));
        None
    }

    /// The hub answered with the layer, or has none.
    pub(super) fn model_answered(&mut self, layer: Option<ModelLayer>, asks: &mut Vec<Ask>) {
        self.following.lane.succeed();
        asks.push(Ask::Follow(layer));
    }

    /// No layer arrived, or it could not be stored. An answer that cannot be read is probably the same soon after.
    pub(super) fn model_failed(&mut self, failure: Failure, now: Duration) {
        let pause = match failure {
            Failure::Broken => HELLO_AGAIN,
            _ => self.pause(self.following.lane.failures, failure),
        };
        self.following.tried = None;
        self.following.lane.fail(now, pause);
    }
}
