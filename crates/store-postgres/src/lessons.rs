//! Corrections, counters of reviewed tickets, the state of learning, and the adopted models.

use chrono::{DateTime, Utc};
use store::shared::corrections;
use store::{Correction, Learning, StoreError, StoredModel};
use tickets::{Confusions, ModelVersion, Ticket};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::decode::{self, Listed, coded, get, json, number, time};
use crate::encode;
use crate::failure::Result;
use crate::session::Session;
use crate::thread;

/// The number of models that are retained besides the one in use: weeks of a busy helpdesk.
const RETAINED: i64 = 50;

/// All corrections, ticket by ticket, oldest first.
pub(crate) async fn corrections(session: &Session) -> Result<Vec<Correction>> {
    let sql = format!(
        "select t.row_id, {} from ticket t where t.row_id in (select ticket from correction) order by t.row_id",
        Ticket::COLUMNS
    );
    let mut found = Vec::new();
    for row in session.rows(&sql, &[]).await? {
        let of_ticket = of_ticket(session, &row).await;
        let which = || format!("the corrections of row {}", get(&row, 0).unwrap_or(-1_i64));
        found.extend(decode::readable(of_ticket, which)?.unwrap_or_default());
    }
    Ok(found)
}

async fn of_ticket(session: &Session, row: &Row) -> Result<Vec<Correction>> {
    let ticket = Ticket::read(row, 1)?;
    let history = thread::history(session, get(row, 0)?, usize::MAX).await?;
    Ok(corrections::corrections(&ticket, &history))
}

/// The time of each ticket's last correction, if it changed the category.
pub(crate) async fn corrected_at(session: &Session) -> Result<Vec<DateTime<Utc>>> {
    let sql = "select at from (select distinct on (ticket) at, classified, category from correction
        order by ticket, number desc) c where classified <> category order by at";
    session
        .rows(sql, &[])
        .await?
        .iter()
        .map(|row| time(row, 0))
        .collect()
}

/// The number of the last correction.
pub(crate) async fn last_correction(session: &Session) -> Result<u64> {
    let row = session
        .one("select last_correction from desk where one = 1", &[])
        .await?;
    number(&row, 0)
}

/// The confusions of reviewed tickets.
pub(crate) async fn confusions(session: &Session) -> Result<Confusions> {
    let mut confusions = Confusions::default();
    for row in session
        .rows("select classified, category, tickets from reviewed", &[])
        .await?
    {
        confusions.add(coded(&row, 0)?, coded(&row, 1)?, number(&row, 2)?);
    }
    Ok(confusions)
}

/// The state of learning. An unreadable lesson counts as none: it is only shown, nothing depends on it.
pub(crate) async fn learning(session: &Session) -> Result<Learning> {
    let row = session
        .one("select in_use, base, learned_to, lesson from learning", &[])
        .await?;
    let lesson: Option<&str> = get(&row, 3)?;
    Ok(Learning {
        in_use: get(&row, 0)?,
        base: get(&row, 1)?,
        learned_to: number(&row, 2)?,
        last: lesson.and_then(|lesson| json(lesson).ok()),
    })
}

/// What is saved of learning.
pub(crate) struct Save {
    pub learning: Learning,
    pub model: Option<StoredModel>,
    /// Whether all other models are deleted.
    pub replaces_models: bool,
    /// The hub that has learned in its turn; `None`: the state was changed without a lesson.
    pub learner: Option<Uuid>,
}

/// Gives a hub the turn to learn, if no other hub has it. A hub that ends in its turn loses it after this time.
pub(crate) async fn begin(session: &Session, hub: Uuid) -> Result<bool> {
    let sql = "update learning set learner = $1, learns_until = now() + interval '10 minutes'
        where learner is null or learner = $1 or learns_until < now()";
    Ok(session.execute(sql, &[&hub]).await? == 1)
}

/// Ends the turn of a hub.
async fn end_turn(session: &Session, hub: Uuid) -> Result<()> {
    let sql = "update learning set learner = null, learns_until = '-infinity' where learner = $1";
    if session.execute(sql, &[&hub]).await? == 1 {
        return Ok(());
    }
    let ended = "a text was removed during the lesson, or another hub has learned; the lesson is repeated";
    Err(StoreError::Other(ended.to_owned()).into())
}

/// Saves the state of learning, inside a transaction that holds the desk's lock.
pub(crate) async fn save(session: &Session, save: &Save) -> Result<()> {
    if let Some(hub) = save.learner {
        end_turn(session, hub).await?;
    }
    if save.replaces_models {
        session.execute("delete from model", &[]).await?;
    }
    write(session, &save.learning, save.model.as_ref()).await
}

async fn write(session: &Session, learning: &Learning, adopted: Option<&StoredModel>) -> Result<()> {
    let lesson = learning.last.as_ref().map(encode::json).transpose()?;
    let learned_to = encode::number(learning.learned_to);
    session
        .execute(
            "update learning set in_use = $1, base = $2, learned_to = $3, lesson = $4",
            &[&learning.in_use, &learning.base, &learned_to, &lesson],
        )
        .await?;
    let Some(StoredModel { version, layer }) = adopted else {
        return Ok(());
    };
    session
        .execute(
            "insert into model (version, base, adopted_at, corrections, trial, layer) values ($1, $2, $3, $4, $5, $6)
            on conflict (version) do update set base = excluded.base, adopted_at = excluded.adopted_at,
                corrections = excluded.corrections, trial = excluded.trial, layer = excluded.layer",
            &[
                &version.version,
                &version.base,
                &version.adopted_at.timestamp_millis(),
                &encode::number(version.corrections),
                &encode::json(&version.trial)?,
                layer,
            ],
        )
        .await?;
    let sql = "delete from model where version is distinct from (select in_use from learning)
        and number not in (select number from model order by adopted_at desc, number desc limit $1)";
    session.execute(sql, &[&RETAINED]).await.map(drop)
}

/// Forgets what was learned from the corrections of the ticket at `row`: deletes the models that were adopted since the first
/// of them, makes a lesson due, and ends a running one. Does nothing if the ticket has no correction.
pub(crate) async fn unlearn(session: &Session, row: i64) -> Result<()> {
    let first = session
        .one("select min(at) from correction where ticket = $1", &[&row])
        .await?;
    let Some(first) = get::<Option<i64>>(&first, 0)? else {
        return Ok(());
    };
    session
        .execute("delete from model where adopted_at >= $1", &[&first])
        .await?;
    let sql =
        "update learning set learned_to = 0, in_use = (select version from model where version = in_use),
            learner = null, learns_until = '-infinity'";
    session.execute(sql, &[]).await.map(drop)
}

/// The adopted models, last adopted first. A model whose figures are unreadable is left out.
pub(crate) async fn models(session: &Session) -> Result<Vec<ModelVersion>> {
    let sql = "select version, base, adopted_at, corrections, trial from model order by adopted_at desc, number desc";
    let mut found = Vec::new();
    for row in session.rows(sql, &[]).await? {
        found.extend(decode::readable(model(&row), || "of a model".to_owned())?);
    }
    Ok(found)
}

fn model(row: &Row) -> Result<ModelVersion> {
    Ok(ModelVersion {
        version: get(row, 0)?,
        base: get(row, 1)?,
        adopted_at: time(row, 2)?,
        corrections: number(row, 3)?,
        trial: json(get(row, 4)?)?,
    })
}

/// The learned layer of a version.
pub(crate) async fn layer(session: &Session, version: &str) -> Result<Option<Vec<u8>>> {
    let row = session
        .optional("select layer from model where version = $1", &[&version])
        .await?;
    row.map(|row| get(&row, 0)).transpose()
}
