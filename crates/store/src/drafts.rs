//! What stays on one laptop: half-written texts, and what was reported from here.
//!
//! It lies in `drafts.db` beside the desk, and never in the feed. A draft survives the end of its process at
//! any moment; a power cut may cost the last few seconds (that makes saving cheap enough for every pause
//! between two keys).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use tickets::{Role, TicketId};

use crate::StoreError;
use crate::sqlite::{Site, record};

/// Which form a draft belongs to: there is one for each page, ticket and role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DraftKey {
    /// The kind of form.
    pub page: DraftPage,
    /// The ticket; none for a report.
    pub ticket: Option<TicketId>,
    /// Who writes.
    pub role: Role,
}

/// The forms that keep drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DraftPage {
    /// A new ticket.
    Report,
    /// A change of description or place.
    Edit,
    /// A message under a ticket.
    Message,
}

impl DraftPage {
    /// As written in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Edit => "edit",
            Self::Message => "message",
        }
    }
}

impl std::str::FromStr for DraftPage {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let all = [Self::Report, Self::Edit, Self::Message];
        all.into_iter().find(|page| page.as_str() == text).ok_or(())
    }
}

/// A half-written form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What stands in each field, by the field's name. With the form's command id among them, a form that was
    /// sent right before a crash and is sent again counts once.
    pub fields: BTreeMap<String, String>,
    /// For an edit: the ticket's version that its writer saw.
    pub version: Option<u64>,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
}

/// A ticket that was reported on this laptop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedHere {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: Option<u64>,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// How many messages its thread had when it was last looked at here.
    pub messages_seen: u32,
    /// Its first words, as they were reported.
    pub summary: String,
}

/// A laptop's own file.
#[derive(Debug)]
pub struct Drafts {
    site: Site,
    connection: Mutex<Connection>,
}

impl Drafts {
    /// Opens the file beside the desk in `desk`. A damaged one is set aside, and a new one begun: a lost
    /// draft must not keep the desk closed.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be used.
    pub fn open(desk: &Path) -> std::result::Result<Self, StoreError> {
        let site = Site::new(desk.with_file_name("drafts.db"));
        let opened = connect(&site.file).map_err(|error| site.told(error));
        let connection = match opened {
            Err(StoreError::Damaged { .. }) => {
                let aside = set_aside(&site.file);
                tracing::warn!(?aside, "the drafts were damaged and set aside");
                connect(&site.file).map_err(|error| site.told(error))?
            }
            opened => opened?,
        };
        Ok(Self {
            site,
            connection: Mutex::new(connection),
        })
    }

    /// Keeps a draft in the place of the one before.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn save(&self, key: DraftKey, draft: &Draft) -> std::result::Result<(), StoreError> {
        let fields =
            serde_json::to_string(&draft.fields).map_err(|error| StoreError::Other(error.to_string()))?;
        self.with(|connection| {
            connection
                .prepare_cached("insert or replace into draft values (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![
                    key.page.as_str(),
                    ticket_of(key),
                    key.role.as_str(),
                    draft.version,
                    fields,
                    draft.saved_at.timestamp_millis(),
                ])
                .map(drop)
        })
    }

    /// The draft of a form, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn find(&self, key: DraftKey) -> std::result::Result<Option<Draft>, StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(
                    "select fields, version, saved_at from draft where page = ?1 and ticket = ?2 and role = ?3",
                )?
                .query_row(params![key.page.as_str(), ticket_of(key), key.role.as_str()], draft)
                .optional()
        })
    }

    /// Forgets a draft: its command was acknowledged, or its writer gave it up.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be forgotten.
    pub fn discard(&self, key: DraftKey) -> std::result::Result<(), StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached("delete from draft where page = ?1 and ticket = ?2 and role = ?3")?
                .execute(params![key.page.as_str(), ticket_of(key), key.role.as_str()])
                .map(drop)
        })
    }

    /// Remembers that a ticket was reported here. Said again, it changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn reported(
        &self,
        ticket: TicketId,
        number: Option<u64>,
        at: DateTime<Utc>,
        summary: &str,
    ) -> std::result::Result<(), StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached("insert into reported (ticket, number, reported_at, messages_seen, summary) values (?1, ?2, ?3, 0, ?4) on conflict do nothing")?
                .execute(params![ticket.0.as_bytes(), number, at.timestamp_millis(), summary])
                .map(drop)
        })
    }

    /// The last `limit` tickets that were reported here, last reported first.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn last_reported(&self, limit: usize) -> std::result::Result<Vec<ReportedHere>, StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(
                    "select ticket, number, reported_at, messages_seen, summary from reported
                    order by reported_at desc, ticket desc limit ?1",
                )?
                .query_map([limit], reported)?
                .collect()
        })
    }

    /// Remembers how many messages of a thread were seen; whether that is news. Tickets that were not
    /// reported here are left out.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be kept.
    pub fn seen(&self, ticket: TicketId, messages: u32) -> std::result::Result<bool, StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(
                    "update reported set messages_seen = ?2 where ticket = ?1 and messages_seen < ?2",
                )?
                .execute(params![ticket.0.as_bytes(), messages])
                .map(|changed| changed > 0)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> std::result::Result<T, StoreError> {
        let connection: MutexGuard<'_, Connection> =
            self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        work(&connection).map_err(|error| self.site.told(error))
    }
}

fn connect(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.execute_batch(include_str!("../migrations/drafts.sql"))?;
    add_summaries(&connection)?;
    Ok(connection)
}

/// A file of an earlier version knows no first words.
fn add_summaries(connection: &Connection) -> Result<()> {
    let known = connection
        .prepare("select 1 from pragma_table_info('reported') where name = 'summary'")?
        .exists([])?;
    if known {
        return Ok(());
    }
    connection.execute_batch("alter table reported add column summary text not null default ''")
}

/// Renames a damaged file, with what belongs to it, so that it can be looked into.
fn set_aside(file: &Path) -> PathBuf {
    let aside = file.with_extension(format!("damaged-{}.db", Utc::now().timestamp()));
    for ending in ["", "-wal", "-shm"] {
        let with = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            name
        };
        // What is not there need not be moved; what cannot be moved is met when the new file is made.
        let _ = std::fs::rename(with(file), with(&aside));
    }
    aside
}

fn ticket_of(key: DraftKey) -> Vec<u8> {
    key.ticket
        .map_or_else(Vec::new, |ticket| ticket.0.as_bytes().to_vec())
}

fn draft(row: &Row<'_>) -> Result<Draft> {
    Ok(Draft {
        fields: record::json(row, 0)?,
        version: row.get(1)?,
        saved_at: record::time(row, 2)?,
    })
}

fn reported(row: &Row<'_>) -> Result<ReportedHere> {
    Ok(ReportedHere {
        ticket: TicketId(record::id(row, 0)?),
        number: row.get(1)?,
        reported_at: record::time(row, 2)?,
        messages_seen: row.get(3)?,
        summary: row.get(4)?,
    })
}
