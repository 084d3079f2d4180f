//! The desk's row: the last numbers, and the lock of all hubs.

use crate::decode::{get, number};
use crate::encode;
use crate::failure::Result;
use crate::session::Session;

/// The last numbers of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub feed: u64,
    pub row: i64,
    pub number: u64,
    pub correction: i64,
}

impl Head {
    /// Locks the desk until the end of the transaction. Other hubs wait here.
    pub(crate) async fn lock(session: &Session) -> Result<Self> {
        let sql = "select feed, last_row, last_number, last_correction from desk where one = 1 for update";
        let row = session.one(sql, &[]).await?;
        Ok(Self {
            feed: number(&row, 0)?,
            row: get(&row, 1)?,
            number: number(&row, 2)?,
            correction: get(&row, 3)?,
        })
    }

    pub(crate) async fn save(&self, session: &Session) -> Result<()> {
        let sql =
            "update desk set feed = $1, last_row = $2, last_number = $3, last_correction = $4 where one = 1";
        let (feed, number) = (encode::number(self.feed), encode::number(self.number));
        session
            .execute(sql, &[&feed, &self.row, &number, &self.correction])
            .await?;
        Ok(())
    }
}
