//! Asks a connected hub again who it is: it may use another model, have other limits, or know the key in another role.

use std::time::Duration;

use wire::sync::Hello;

use super::Engine;
use crate::asks::Ask;
use crate::link::Link;

/// The hub is asked again after half of this time, or up to all of it: 2,000 laptops send four requests a second.
pub(super) const HELLO_AGAIN: Duration = Duration::from_secs(10 * 60);

impl Engine {
    /// The hub introduced itself, for the first time or again. If it is not the same as before, it is asked once more: the answer
    /// may have been on its way for long.
    pub(super) fn greeted(&mut self, hello: Hello, now: Duration, asks: &mut Vec<Ask>) {
        self.following.named(&hello.model);
        self.hello_at = now + HELLO_AGAIN / 2 + self.backoff.up_to(HELLO_AGAIN / 2);
        let is_other = |known: &Hello| {
            (known.desk, &known.role, known.protocol) != (hello.desk, &hello.role, hello.protocol)
        };
        if self.hub.take().as_ref().is_some_and(is_other) {
            return self.give_up_requests();
        }
        self.introduced(hello, now, asks);
    }

    /// Asks the hub again who it is, or returns when that is due. While it cannot be reached, the pull finds out when it is back.
    pub(super) fn send_hello_again(&mut self, now: Duration, asks: &mut Vec<Ask>) -> Option<Duration> {
        if self.link != Link::Online || self.hello.flight.is_some() {
            return None;
        }
        let at = self.hello_at.max(self.hello.not_before);
        if at > now {
            return Some(at);
        }
        let request = self.next_request();
        self.hello.flight = Some(request);
        asks.push(Ask::Hello(request));
        None
    }
}
