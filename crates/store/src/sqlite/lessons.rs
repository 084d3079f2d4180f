//! The state of learning, and the adopted models.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use tickets::ModelVersion;

use super::{decode, erase};
use crate::{Learning, StoredModel};

/// The number of models that are retained besides the one in use: weeks of a busy helpdesk.
const RETAINED: i64 = 50;

/// The state of learning. An unreadable lesson counts as none: it is only shown, nothing depends on it.
pub(super) fn learning(connection: &Connection) -> Result<Learning> {
    connection
        .prepare_cached("select in_use, base, learned_to, lesson from learning")?
        .query_row([], |row| {
            let lesson: Option<String> = row.get(3)?;
            Ok(Learning {
                in_use: row.get(0)?,
                base: row.get(1)?,
                learned_to: row.get(2)?,
                last: lesson.and_then(|lesson| serde_json::from_str(&lesson).ok()),
            })
        })
}

/// Saves the state of learning, and the adopted model if there is one, inside a transaction.
pub(super) fn save(
    connection: &Connection,
    learning: &Learning,
    adopted: Option<&StoredModel>,
) -> Result<()> {
    let lesson = learning.last.as_ref().map(decode::to_json).transpose()?;
    connection.execute(
        "update learning set in_use = ?1, base = ?2, learned_to = ?3, lesson = ?4",
        params![learning.in_use, learning.base, learning.learned_to, lesson],
    )?;
    match adopted {
        Some(model) => save_model(connection, model).and_then(|()| delete_old(connection)),
        None => Ok(()),
    }
}

/// Saves the state of learning and one model inside a transaction, and deletes all other models: their weights may be for words of
/// a removed text.
pub(super) fn replace(
    connection: &Connection,
    learning: &Learning,
    model: Option<&StoredModel>,
) -> Result<()> {
    let deleted = connection.execute("delete from model", [])?;
    if deleted > 0 {
        erase::from_log(connection)?;
    }
    save(connection, learning, model)
}

/// Forgets what was learned from the corrections of the ticket at `row`: deletes the models that were adopted since the
/// first of them, and makes a lesson due. Does nothing if the ticket has no correction.
pub(super) fn unlearn(connection: &Connection, row: i64) -> Result<()> {
    let first: Option<i64> = connection
        .prepare_cached("select min(at) from correction where ticket = ?1")?
        .query_row([row], |row| row.get(0))?;
    let Some(first) = first else {
        return Ok(());
    };
    connection.execute("delete from model where taken_at >= ?1", [first])?;
    let sql = "update learning set learned_to = 0,
        in_use = (select version from model where version = in_use)";
    connection.execute(sql, []).map(drop)
}

/// Deletes the oldest models: a thousand corrections make each as large as two hundred tickets.
fn delete_old(connection: &Connection) -> Result<()> {
    let sql = "delete from model where version is not (select in_use from learning)
        and number not in (select number from model order by taken_at desc, number desc limit ?1)";
    connection.execute(sql, [RETAINED]).map(drop)
}

fn save_model(connection: &Connection, StoredModel { version, layer }: &StoredModel) -> Result<()> {
    connection
        .execute(
            "insert into model (version, base, taken_at, corrections, trial, layer)
            values (?1, ?2, ?3, ?4, ?5, ?6)
            on conflict (version) do update set base = excluded.base, taken_at = excluded.taken_at,
                corrections = excluded.corrections, trial = excluded.trial, layer = excluded.layer",
            params![
                version.version,
                version.base,
                version.adopted_at.timestamp_millis(),
                version.corrections,
                decode::to_json(&version.trial)?,
                layer,
            ],
        )
        .map(drop)
}

/// The adopted models, last adopted first. A model whose figures are unreadable is left out.
pub(super) fn models(connection: &Connection) -> Result<Vec<ModelVersion>> {
    let sql =
        "select version, base, taken_at, corrections, trial from model order by taken_at desc, number desc";
    let mut models = connection.prepare_cached(sql)?;
    let found = models.query_map([], model)?;
    found.filter_map(Result::transpose).collect()
}

fn model(row: &Row<'_>) -> Result<Option<ModelVersion>> {
    let (adopted_at, trial): (i64, String) = (row.get(2)?, row.get(4)?);
    let (Some(adopted_at), Ok(trial)) = (
        DateTime::<Utc>::from_timestamp_millis(adopted_at),
        serde_json::from_str(&trial),
    ) else {
        return Ok(None);
    };
    Ok(Some(ModelVersion {
        version: row.get(0)?,
        base: row.get(1)?,
        adopted_at,
        corrections: row.get(3)?,
        trial,
    }))
}

/// The learned layer of a version.
pub(super) fn layer(connection: &Connection, version: &str) -> Result<Option<Vec<u8>>> {
    connection
        .prepare_cached("select layer from model where version = ?1")?
        .query_row([version], |row| row.get(0))
        .optional()
}
