//! What the engine sends, and when.

use std::time::Duration;

use store::{HubPosition, SyncState};
use wire::sync::{ChangesQuery, Hello, Scope};

use super::{Engine, FORGET};
use crate::asks::{Ask, PushTo, Write};
use crate::outbox::choose;

/// How long the hub may wait for a change before it answers a pull, in seconds.
const WAIT: u32 = 30;

impl Engine {
    /// Sends what can be sent now, and waits for the rest.
    pub(super) fn proceed(&mut self, now: Duration, asks: &mut Vec<Ask>) {
        if self.storing > 0 {
            return;
        }
        if !self.disk.is_free(now) {
            return asks.push(Ask::Wait(self.disk.not_before));
        }
        let stored = self.stored.as_ref().filter(|_| !self.reload);
        let Some(stored) = stored else {
            // A reading failed: a command may have been given that is not known here.
            return self.store(asks, Ask::Load);
        };
        let state = stored.state;
        let Some(hub) = self.hub.clone() else {
            return self.send_hello(now, asks);
        };
        let Some(SyncState {
            position: Some(position),
            ..
        }) = state
        else {
            // The first position was not stored.
            self.hub = None;
            return self.send_hello(now, asks);
        };
        // What the hub answered is confirmed by the next pull.
        if self.caught_up && !position.complete && position.answered.is_none() {
            // The next page may be the first of all tickets, after the unclosed ones.
            self.caught_up = false;
            return self.store(asks, Ask::Store(Write::Complete));
        }
        if self.forget_at <= now {
            self.forget_at = now + FORGET;
            return self.store(asks, Ask::Store(Write::Forget(self.keep_since(&hub, now))));
        }
        let pull_at = self.send_pull(&position, now, asks);
        let push_at = self.send_push(&position, &hub, now, asks);
        let model_at = self.send_model(now, asks);
        let hello_at = self.send_hello_again(now, asks);
        let times = [pull_at, push_at, model_at, hello_at, Some(self.forget_at)];
        let times = times.into_iter().flatten();
        asks.extend(times.min().map(Ask::Wait));
    }

    fn send_hello(&mut self, now: Duration, asks: &mut Vec<Ask>) {
        if self.hello.is_free(now) {
            let request = self.next_request();
            self.hello.flight = Some(request);
            asks.push(Ask::Hello(request));
        } else if self.hello.flight.is_none() {
            asks.push(Ask::Wait(self.hello.not_before));
        }
    }

    /// Sends a pull, or returns when it may be sent.
    fn send_pull(&mut self, position: &HubPosition, now: Duration, asks: &mut Vec<Ask>) -> Option<Duration> {
        if !self.pull.is_free(now) {
            return self.pull.flight.is_none().then_some(self.pull.not_before);
        }
        let request = self.next_request();
        self.pull.flight = Some(request);
        (self.confirming, self.pulled_at) = (position.answered, now);
        let query = ChangesQuery {
            protocol: self.protocol,
            desk: position.desk,
            after: position.after,
            mark: position.mark,
            answered: position.answered.map(|answered| answered.head),
            answered_mark: position.answered.and_then(|answered| answered.mark),
            fresh: position.fresh,
            scope: position.unclosed_first.then_some(Scope::Unclosed),
            limit: None,
            wait: (self.caught_up && position.complete).then_some(WAIT),
        };
        asks.push(Ask::Pull(request, query));
        None
    }

    /// Sends a batch, or returns when one may be sent.
    fn send_push(
        &mut self,
        position: &HubPosition,
        hub: &Hello,
        now: Duration,
        asks: &mut Vec<Ask>,
    ) -> Option<Duration> {
        if self.push.flight.is_some() {
            return None;
        }
        let limit = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let outbox = self.stored.as_ref().map_or(&[][..], |stored| &stored.outbox);
        let most = limit(hub.batch).min(self.poison.batch());
        let batch = choose(outbox, most, limit(hub.bytes), &self.held, &self.poison, now);
        if batch.commands.is_empty() {
            return batch.next;
        }
        if !self.push.is_free(now) {
            return Some(self.push.not_before);
        }
        let request = self.next_request();
        self.push.flight = Some(request);
        self.batch.clone_from(&batch.commands);
        let batch_to = PushTo {
            protocol: self.protocol,
            desk: position.desk,
            known: position.known(),
        };
        asks.push(Ask::Push(request, batch_to, batch.commands));
        batch.next
    }
}
