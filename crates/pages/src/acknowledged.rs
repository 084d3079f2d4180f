//! The commands that were acknowledged lately.
//!
//! A draft may be saved after its form was sent, because both requests are under way at once. Such a late draft is
//! dropped: it would otherwise come back after the form was accepted.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tickets::CommandId;

/// The number of remembered commands: many more than there can be requests under way.
const CAPACITY: usize = 100;

/// The last acknowledged commands of this visit.
#[derive(Debug, Default)]
pub struct Acknowledged(Mutex<VecDeque<CommandId>>);

impl Acknowledged {
    /// Adds a command, and drops the oldest one if there are too many.
    pub fn add(&self, command: CommandId) {
        let mut commands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        commands.push_back(command);
        if commands.len() > CAPACITY {
            commands.pop_front();
        }
    }

    /// Whether this command was acknowledged.
    pub fn contains(&self, command: Option<CommandId>) -> bool {
        let commands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        command.is_some_and(|command| commands.contains(&command))
    }
}
