//! Commands on which the hub fails.
//!
//! A batch that fails is halved, down to one command. If that fails alone, the commands of other tickets are tried next: if
//! they pass, it is the command; if they fail too, it is the hub.

use std::collections::HashMap;
use std::time::Duration;

use tickets::CommandId;

use crate::asks::Queued;
use crate::backoff::Backoff;

/// The number of failures after which a command is parked, if others pass.
const MOST: u32 = 5;

/// How long a parked command waits.
const PARKED: Duration = Duration::from_secs(60 * 60);

#[derive(Clone, Copy, Debug)]
struct Trouble {
    failures: u32,
    others_passed: bool,
    until: Duration,
}

/// The commands on which the hub failed, and the size of the next batch.
#[derive(Clone, Debug)]
pub(crate) struct Poison {
    troubles: HashMap<CommandId, Trouble>,
    batch: usize,
    /// Single commands that failed since the last success.
    alone: u32,
}

impl Default for Poison {
    fn default() -> Self {
        Self {
            troubles: HashMap::new(),
            batch: usize::MAX,
            alone: 0,
        }
    }
}

impl Poison {
    /// The maximum number of commands of the next batch.
    pub(crate) fn batch(&self) -> usize {
        self.batch
    }

    /// Until when a command waits.
    pub(crate) fn waits_until(&self, command: CommandId) -> Option<Duration> {
        self.troubles.get(&command).map(|trouble| trouble.until)
    }

    /// The parked commands.
    pub(crate) fn parked(&self) -> impl Iterator<Item = CommandId> {
        let parked = self.troubles.iter().filter(|(_, trouble)| trouble.is_parked());
        parked.map(|(command, _)| *command)
    }

    /// The hub answered a batch.
    pub(crate) fn passed(&mut self, batch: &[CommandId]) {
        self.alone = 0;
        self.batch = self.batch.saturating_mul(2);
        for command in batch {
            self.troubles.remove(command);
        }
        for trouble in self.troubles.values_mut() {
            trouble.others_passed = true;
        }
    }

    /// The hub failed on a batch. Returns whether it is probably the hub, and all should wait.
    pub(crate) fn failed(&mut self, batch: &[CommandId], now: Duration, backoff: &mut Backoff) -> bool {
        let [command] = batch else {
            self.batch = (batch.len() / 2).max(1);
            return false;
        };
        self.alone += 1;
        let trouble = self.troubles.entry(*command).or_insert(Trouble {
            failures: 0,
            others_passed: false,
            until: now,
        });
        trouble.failures += 1;
        let pause = if trouble.is_parked() {
            PARKED
        } else {
            // Not zero: others are tried first.
            Duration::from_millis(500) + backoff.pause(trouble.failures)
        };
        trouble.until = now + pause;
        self.alone > 1
    }

    /// Forgets the commands that do not wait any more.
    pub(crate) fn retain(&mut self, outbox: &[Queued]) {
        if !self.troubles.is_empty() {
            self.troubles
                .retain(|command, _| outbox.iter().any(|queued| queued.command == *command));
        }
    }
}

impl Trouble {
    fn is_parked(&self) -> bool {
        self.failures >= MOST && self.others_passed
    }
}
