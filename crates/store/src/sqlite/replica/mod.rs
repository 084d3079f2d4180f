//! A replica in one SQLite file.

mod commands;
mod lines;
mod rows;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Result};
use tickets::{Command, CommandId, Role, TicketId};
use uuid::Uuid;

use super::SqliteStore;
use crate::shared::replica::{self, Hub, Rows};
use crate::{
    Answered, Arrival, Attention, ClosedTicket, Decisions, HubAnswer, Replica, Sent, StoreError, SyncState,
    Waiting,
};
use rows::ReplicaRows;

/// Whether a desk is a replica.
pub(super) fn is_replica(connection: &Connection) -> Result<bool> {
    Ok(rows::hub(connection)?.is_some())
}

impl SqliteStore {
    /// Predicts commands and puts them into the outbox.
    pub(super) fn give_all(
        &self,
        commands: Vec<Command>,
        now: DateTime<Utc>,
    ) -> std::result::Result<Decisions, StoreError> {
        self.write_replica(move |rows| {
            let given = commands
                .iter()
                .map(|command| replica::give(rows, command, now).map(Ok));
            given.collect()
        })
    }

    /// Runs `work` in one transaction; returns once it is durable.
    fn write_replica<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut ReplicaRows<'_>) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, StoreError> {
        self.write(move |connection| {
            let mut rows = ReplicaRows::new(connection)?;
            let done = work(&mut rows)?;
            rows.finish()?;
            Ok(done)
        })
    }
}

impl Replica for SqliteStore {
    fn join(&self, role: Role) -> std::result::Result<(), StoreError> {
        let joined = self.write_replica(move |rows| {
            let before = rows.hub()?;
            // A command that was queued before this work has been written.
            if before.is_none() && rows.has_tickets()? {
                return Ok(false);
            }
            rows.set_hub(&Hub::joined(before, role))?;
            Ok(true)
        })?;
        if !joined {
            let file = self.file().display();
            return Err(StoreError::Other(format!("{file} has tickets of its own")));
        }
        self.open
            .is_replica
            .store(true, std::sync::atomic::Ordering::Release);
        Ok(())
    }

    fn sync_state(&self) -> std::result::Result<Option<SyncState>, StoreError> {
        self.read(|connection| {
            let Some(hub) = rows::hub(connection)? else {
                return Ok(None);
            };
            Ok(Some(SyncState {
                role: hub.role,
                position: hub.position,
                unreadable: commands::unreadable(connection)?,
            }))
        })
    }

    fn begin(&self, desk: Uuid, head: Answered) -> std::result::Result<(), StoreError> {
        self.write_replica(move |rows| replica::begin(rows, desk, head))
    }

    fn read_again(&self, desk: Uuid, head: u64) -> std::result::Result<(), StoreError> {
        self.write_replica(move |rows| replica::read_again(rows, desk, head))
    }

    fn arrive(&self, page: Arrival) -> std::result::Result<(), StoreError> {
        self.write_replica(move |rows| replica::arrive(rows, page))
    }

    fn complete(&self) -> std::result::Result<(), StoreError> {
        self.write_replica(|rows| replica::complete(rows))
    }

    fn answer(
        &self,
        answers: Vec<HubAnswer>,
        head: Answered,
        now: DateTime<Utc>,
    ) -> std::result::Result<(), StoreError> {
        self.write_replica(move |rows| replica::answer(rows, answers, head, now))
    }

    fn confirm(&self, answered: Answered) -> std::result::Result<(), StoreError> {
        self.write_replica(move |rows| replica::confirm(rows, answered))
    }

    fn outbox(&self) -> std::result::Result<Vec<Waiting>, StoreError> {
        self.read(commands::outbox)
    }

    fn attention(&self) -> std::result::Result<Vec<Attention>, StoreError> {
        self.read(commands::attention)
    }

    fn closed(&self, ticket: TicketId) -> std::result::Result<Option<ClosedTicket>, StoreError> {
        self.read(|connection| commands::closed(connection, ticket))
    }

    fn discard(&self, command: CommandId) -> std::result::Result<(), StoreError> {
        self.write(move |connection| {
            let mut delete = connection.prepare_cached("delete from attention where command = ?1")?;
            delete.execute([command.0.as_bytes()]).map(drop)
        })
    }

    fn sent(&self) -> std::result::Result<Vec<Sent>, StoreError> {
        self.read(commands::all_sent)
    }

    fn forget_sent(&self, before: DateTime<Utc>) -> std::result::Result<(), StoreError> {
        self.write(move |connection| {
            let mut delete = connection.prepare_cached("delete from sent where accepted_at < ?1")?;
            delete.execute([before.timestamp_millis()]).map(drop)
        })
    }
}

#[cfg(test)]
mod tests;
