//! The commands that were acknowledged lately.
//!
//! A draft that was on its way to be saved when its form was sent arrives after it: it must not come back.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tickets::CommandId;

/// How many are remembered: many more than forms that can be under way at once.
const MOST: usize = 100;

/// The last acknowledged commands of this run.
#[derive(Debug, Default)]
pub struct Sent(Mutex<VecDeque<CommandId>>);

impl Sent {
    /// Notes a command that was acknowledged.
    pub fn note(&self, command: CommandId) {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push_back(command);
        if sent.len() > MOST {
            sent.pop_front();
        }
    }

    /// Whether this one was.
    pub fn was(&self, command: Option<CommandId>) -> bool {
        let sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        command.is_some_and(|command| sent.contains(&command))
    }
}
