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
struct Failed {
    failures: u32,
    others_passed: bool,
    until: Duration,
}

/// The commands on which the hub failed, and the size of the next batch.
#[derive(Clone, Debug)]
pub(crate) struct Poison {
    failed_commands: HashMap<CommandId, Failed>,
    batch: usize,
    /// Single commands that failed since the last success.
    alone: u32,
}

impl Default for Poison {
    fn default() -> Self {
        Self {
            failed_commands: HashMap::new(),
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
        self.failed_commands.get(&command).map(|failed| failed.until)
    }

    /// The parked commands.
    pub(crate) fn parked(&self) -> impl Iterator<Item = CommandId> {
        let parked = self
            .failed_commands
            .iter()
            .filter(|(_, failed)| failed.is_parked());
        parked.map(|(command, _)| *command)
    }

    /// The hub answered a batch.
    pub(crate) fn passed(&mut self, batch: &[CommandId]) {
        self.alone = 0;
        self.batch = self.batch.saturating_mul(2);
        for command in batch {
            self.failed_commands.remove(command);
        }
        for failed in self.failed_commands.values_mut() {
            failed.others_passed = true;
        }
    }

    /// The hub failed on a batch. Returns whether it is probably the hub, and all should wait.
    pub(crate) fn failed(&mut self, batch: &[CommandId], now: Duration, backoff: &mut Backoff) -> bool {
        let [command] = batch else {
            self.batch = (batch.len() / 2).max(1);
            return false;
        };
        self.alone += 1;
        let failed = self.failed_commands.entry(*command).or_insert(Failed {
            failures: 0,
            others_passed: false,
            until: now,
        });
        failed.failures += 1;
        let pause = if failed.is_parked() {
            PARKED
        } else {
            // Not zero: others are tried first.
            Duration::from_millis(500) + backoff.pause(failed.failures)
        };
        failed.until = now + pause;
        self.alone > 1
    }

    /// Forgets the commands that do not wait any more.
    pub(crate) fn retain(&mut self, outbox: &[Queued]) {
        if !self.failed_commands.is_empty() {
            self.failed_commands
                .retain(|command, _| outbox.iter().any(|queued| queued.command == *command));
        }
    }
}

impl Failed {
    fn is_parked(&self) -> bool {
        self.failures >= MOST && self.others_passed
    }
}
