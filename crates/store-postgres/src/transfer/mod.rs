//! Moves a desk out of a database and into one.

mod rows;
mod source;
mod target;

pub use source::PostgresSource;
pub use target::PostgresTarget;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use store::StoreError;

use crate::address::Address;
use crate::connect::{APPLICATION, Database, Use};
use crate::decode::get;
use crate::failure::Result;
use crate::migrate::{self, Migration};
use crate::runtime::Driver;
use crate::session::Session;

/// How often it is looked for other connections, and the pause between two looks.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(100);

/// One connection to a database that no hub uses.
struct Alone {
    session: Session,
    place: String,
    driver: Arc<Driver>,
    /// It drives the connection.
    _pool: Pool,
}

impl Alone {
    /// Connects, and checks the schema.
    fn connect(address: &Address, migration: Migration) -> std::result::Result<Self, StoreError> {
        let driver = Arc::new(Driver::start()?);
        let database = Database::new(address)?;
        let connect = async {
            let pool = database.pool(1, Use::Write)?;
            let session = Session::take(&pool).await?;
            // Long reads of the other storage lie between two statements.
            session
                .run("set idle_in_transaction_session_timeout = 0; set statement_timeout = 0")
                .await?;
            migrate::migrate(&session, &database, migration).await?;
            check_alone(&session, &database.place).await?;
            Ok((pool, session))
        };
        let connected: Result<_> = driver.block_on(connect);
        let (pool, session) = connected.map_err(|failure| failure.into_store_error(&database.place))?;
        Ok(Self {
            session,
            place: database.place,
            driver,
            _pool: pool,
        })
    }

    fn run<T>(&self, work: impl AsyncFnOnce(&Session) -> Result<T>) -> std::result::Result<T, StoreError> {
        let done = self.driver.block_on(work(&self.session));
        done.map_err(|failure| failure.into_store_error(&self.place))
    }
}

/// Refuses a database to which hubs are connected. The connections of a hub that has just ended are waited for.
async fn check_alone(session: &Session, place: &str) -> Result<()> {
    let sql = "select count(*) from pg_stat_activity
        where datname = current_database() and application_name = $1 and pid <> pg_backend_pid()";
    let mut others: i64 = 0;
    for _ in 0..LOOKS {
        others = get(&session.one(sql, &[&APPLICATION]).await?, 0)?;
        if others == 0 {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    let (place, holder) = (
        place.to_owned(),
        format!("campus-desk-hub ({others} connections)"),
    );
    Err(StoreError::InUse { place, holder }.into())
}
