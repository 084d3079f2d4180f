//! A desk as it is at one moment, for exports: one transaction that sees nothing that is committed later. It is read in chunks.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use store::{Reporter, Snapshot, StoreError};
use tickets::{Message, Ticket, TicketId};
use tokio_postgres::Row;

use crate::decode::{self, Listed, get};
use crate::failure::Result;
use crate::runtime::Driver;
use crate::session::{End, Session};

/// The number of rows that are read at once.
const CHUNK: i64 = 1_000;

/// One moment of a desk.
pub(crate) struct PostgresSnapshot {
    driver: Arc<Driver>,
    session: Option<Session>,
    place: String,
}

impl PostgresSnapshot {
    /// Begins the transaction.
    pub(crate) async fn begin(driver: Arc<Driver>, session: Session, place: String) -> Result<Self> {
        session
            .run("begin isolation level repeatable read, read only")
            .await?;
        // The snapshot is taken by the first statement.
        session.one("select feed from desk", &[]).await?;
        Ok(Self {
            driver,
            session: Some(session),
            place,
        })
    }

    fn read<T>(&self, work: impl AsyncFnOnce(&Session) -> Result<T>) -> Result<T, StoreError> {
        let session = self.session.as_ref().ok_or(StoreError::Gone)?;
        let read = self.driver.block_on(work(session));
        read.map_err(|failure| failure.into_store_error(&self.place))
    }
}

impl Snapshot for PostgresSnapshot {
    fn ticket_count(&self) -> Result<u64, StoreError> {
        self.read(async |session| {
            let row = session
                .one("select coalesce(sum(tickets), 0)::bigint from tally", &[])
                .await?;
            decode::number(&row, 0)
        })
    }

    fn each_ticket(
        &self,
        visit: &mut dyn FnMut(&Ticket, &Reporter) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "select t.row_id, h.role, h.name, {} from ticket t
            left join history h on h.ticket = t.row_id and h.version = 1
            where t.row_id > $1 order by t.row_id limit $2",
            Ticket::COLUMNS
        );
        let read = |row: &Row| Ok((Ticket::read(row, 3)?, decode::reporter(row, 1)?));
        let mut after = i64::MIN;
        loop {
            let rows = self.read(async |session| session.rows(&sql, &[&after, &CHUNK]).await)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = self.read(async |_| get(last, 0))?;
            for (ticket, reporter) in self.read(async |_| decode::all_readable(&rows, 4, read))? {
                if visit(&ticket, &reporter).is_break() {
                    return Ok(());
                }
            }
        }
    }

    fn each_message(
        &self,
        visit: &mut dyn FnMut(u64, &Message) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "select {}, m.ticket, m.version, t.id, t.number from message m join ticket t on t.row_id = m.ticket
            where (m.ticket, m.version) > ($1, $2) order by m.ticket, m.version limit $3",
            decode::MESSAGE
        );
        let read = |row: &Row| {
            let ticket = TicketId(get(row, 7)?);
            Ok((decode::number(row, 8)?, decode::message(row, 0, ticket)?))
        };
        let mut after = (i64::MIN, i64::MIN);
        loop {
            let rows = self.read(async |session| session.rows(&sql, &[&after.0, &after.1, &CHUNK]).await)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = self.read(async |_| Ok((get(last, 5)?, get(last, 6)?)))?;
            for (number, message) in self.read(async |_| decode::all_readable(&rows, 8, read))? {
                if visit(number, &message).is_break() {
                    return Ok(());
                }
            }
        }
    }

    fn files(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

impl Drop for PostgresSnapshot {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            // A connection that cannot end the transaction is dropped.
            let _ = self.driver.block_on(session.end(End::Rollback));
        }
    }
}
