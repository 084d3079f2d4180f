//! The schema. Several hubs may start at once: each step is one transaction with its record, inside which a lock is held.

use store::StoreError;

use crate::connect::Database;
use crate::decode::get;
use crate::failure::{Failure, Result};
use crate::session::Session;

/// The steps, in order. A released step is never changed.
const STEPS: &[Step] = &[
    Step {
        number: 1,
        writes_from: 1,
        sql: include_str!("../migrations/0001_desk.sql"),
    },
    Step {
        number: 2,
        writes_from: 1,
        sql: include_str!("../migrations/0002_hubs.sql"),
    },
];

/// The lock that a hub holds while it changes the schema: "campdesk" as a number.
const LOCK: &str = "select pg_advisory_xact_lock(7161125211983934315)";

/// Whether a hub may change the schema of a desk that exists. An empty database always gets one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Migration {
    /// The schema is changed.
    Allowed,
    /// A desk with an older schema is not opened.
    Refused,
}

/// One step.
struct Step {
    number: i32,
    /// The oldest schema whose hubs may still write after this step.
    writes_from: i32,
    sql: &'static str,
}

/// Brings the schema up to date.
pub(crate) async fn migrate(session: &Session, database: &Database, migration: Migration) -> Result<()> {
    check_server(session, database).await?;
    loop {
        let schema = schema(session).await?;
        check_schema(session, database, schema).await?;
        let mut pending = STEPS.iter().filter(|step| step.number > schema);
        let steps: Vec<&Step> = match schema {
            // Other hubs must not find an empty database half done.
            0 => pending.collect(),
            _ => pending.next().into_iter().collect(),
        };
        if steps.is_empty() {
            return Ok(());
        }
        if schema > 0 && migration == Migration::Refused {
            return Err(StoreError::Other(format!(
                "{} has an older schema ({schema}). Back it up, then start one hub with --migrate",
                database.place
            ))
            .into());
        }
        apply(session, &steps, schema).await?;
    }
}

/// The number of the last step; 0 for an empty database.
async fn schema(session: &Session) -> Result<i32> {
    // Not `to_regclass`, which may answer from before another hub's commit.
    let known = session
        .one(
            "select exists (select 1 from pg_tables
                where tablename = 'schema_step' and schemaname = any (current_schemas(false)))",
            &[],
        )
        .await?;
    if !get::<bool>(&known, 0)? {
        return Ok(0);
    }
    let last = session
        .one("select coalesce(max(number), 0) from schema_step", &[])
        .await?;
    get(&last, 0)
}

/// Applies steps, unless another hub has applied one since then.
async fn apply(session: &Session, steps: &[&Step], before: i32) -> Result<()> {
    session.run("begin").await?;
    let applied = apply_locked(session, steps, before).await;
    let end = if applied.is_ok() { "commit" } else { "rollback" };
    let ended = session.run(end).await;
    applied.and(ended)
}

async fn apply_locked(session: &Session, steps: &[&Step], before: i32) -> Result<()> {
    // A hub that waits here for another one's step waits without the timeout of its session.
    session
        .run(&format!("set local lock_timeout = 0; {LOCK}"))
        .await?;
    if schema(session).await? != before {
        return Ok(());
    }
    session.run("create table if not exists schema_step (number integer primary key, applied_at timestamptz not null default now())").await?;
    for step in steps {
        session.run(step.sql).await?;
        session
            .execute("insert into schema_step (number) values ($1)", &[&step.number])
            .await?;
        session
            .execute("update desk set writes_from = $1", &[&step.writes_from])
            .await?;
    }
    Ok(())
}

async fn check_schema(session: &Session, database: &Database, schema: i32) -> Result<()> {
    let known = STEPS.last().map_or(0, |step| step.number);
    if schema <= known {
        return Ok(());
    }
    let row = session.one("select writes_from from desk", &[]).await?;
    if get::<i32>(&row, 0)? <= known {
        return Ok(());
    }
    let number = |number: i32| u32::try_from(number).unwrap_or(0);
    Err(Failure::Store(StoreError::Newer {
        place: database.place.clone(),
        found: number(schema),
        known: number(known),
    }))
}

/// Refuses a desk that is being moved here, or whose move was interrupted.
pub(crate) async fn check_complete(session: &Session, place: &str) -> Result<()> {
    let row = session
        .one("select incomplete from desk where one = 1", &[])
        .await?;
    let Some(since) = get::<Option<String>>(&row, 0)? else {
        return Ok(());
    };
    Err(StoreError::Other(format!(
        "{place} has a part of a desk only: a move to it began at {since} and has not ended. Wait for its end, or move the desk again; that begins from the start"
    ))
    .into())
}

/// Refuses a server that could lose what it acknowledged, and a database that cannot contain every text.
async fn check_server(session: &Session, database: &Database) -> Result<()> {
    let row = session
        .one(
            "select current_setting('fsync') = 'on', current_setting('server_encoding') = 'UTF8',
                current_setting('server_version_num')::integer >= 150000",
            &[],
        )
        .await?;
    let demands = [
        "has fsync = off: acknowledged reports could be lost. Set fsync = on",
        "is not encoded in UTF8. Create a database with encoding UTF8",
        "is older than PostgreSQL 15. Use PostgreSQL 15 or newer",
    ];
    for (at, demand) in demands.into_iter().enumerate() {
        if !get::<bool>(&row, at)? {
            return Err(StoreError::Other(format!("{} {demand}", database.place)).into());
        }
    }
    Ok(())
}
