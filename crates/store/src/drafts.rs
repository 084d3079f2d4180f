//! Data of one laptop: drafts, and the tickets that were reported on it.
//!
//! It is stored in `drafts.db` beside the desk and is not part of the feed. A draft survives a crash of the
//! process. A power cut may lose the last few seconds (`synchronous = normal`), which makes saving cheap enough
//! for every pause in typing.
//!
//! A damaged file is never an error: it is set aside, what can still be read of it is copied, and the work goes on with
//! a new file.

mod draft_file;
mod recover;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use tickets::{REMOVED, Role, TextPart, TicketId};

use crate::StoreError;
use crate::sqlite::decode;
use draft_file::DraftFile;

/// The form that a draft belongs to: one draft for each kind of form, ticket and role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DraftKey {
    /// The kind of form.
    pub form: FormKind,
    /// The ticket; `None` for a report.
    pub ticket: Option<TicketId>,
    /// The role of the writer.
    pub role: Role,
}

/// The forms that have drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormKind {
    /// A new ticket.
    Report,
    /// A change of description or place.
    Edit,
    /// A message under a ticket.
    Message,
}

impl FormKind {
    /// The name used in forms and in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Edit => "edit",
            Self::Message => "message",
        }
    }
}

impl std::str::FromStr for FormKind {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let all = [Self::Report, Self::Edit, Self::Message];
        all.into_iter().find(|form| form.as_str() == text).ok_or(())
    }
}

/// An unsent form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The values by field name. The form's command id is among them, so that a form that was sent right before
    /// a crash and is sent again counts once.
    pub fields: BTreeMap<String, String>,
    /// For an edit: the ticket's version that the writer saw.
    pub version: Option<u64>,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
}

/// A ticket that was reported on this laptop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedHere {
    /// The ticket's id.
    pub ticket: TicketId,
    /// The ticket's number, once known.
    pub number: Option<u64>,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// The number of messages of its thread when it was last read here.
    pub messages_seen: u32,
    /// The first words of its description, as reported.
    pub summary: String,
}

/// What desktop notifications have announced of a ticket that was reported on this laptop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notified {
    /// The number of messages in its thread.
    pub messages: u32,
    /// How many of them the helpdesk wrote.
    pub answers: u32,
    /// Whether it was closed.
    pub closed: bool,
}

/// The database `drafts.db`.
#[derive(Debug)]
pub struct Drafts {
    file: DraftFile,
}

impl Drafts {
    /// Opens `drafts.db` beside the file `desk`. `damaged` is called each time that the file was found to be damaged and
    /// was replaced, now or at a later read or write.
    pub fn open(
        desk: &Path,
        damaged: impl Fn() + Send + Sync + 'static,
    ) -> std::result::Result<Self, StoreError> {
        let file = DraftFile::open(desk.with_file_name("drafts.db"), damaged)?;
        Ok(Self { file })
    }

    /// Saves a draft, replacing the form's previous one.
    pub fn save(&self, key: DraftKey, draft: &Draft) -> std::result::Result<(), StoreError> {
        let fields =
            serde_json::to_string(&draft.fields).map_err(|error| StoreError::Other(error.to_string()))?;
        self.file.with(|connection| {
            connection
                .prepare_cached("insert or replace into draft values (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![
                    key.form.as_str(),
                    ticket_of(key),
                    key.role.as_str(),
                    draft.version,
                    fields,
                    draft.saved_at.timestamp_millis(),
                ])
                .map(drop)
        })
    }

    /// The draft of a form, if it exists.
    pub fn find(&self, key: DraftKey) -> std::result::Result<Option<Draft>, StoreError> {
        self.file.with(|connection| {
            connection
                .prepare_cached(
                    "select fields, version, saved_at from draft where page = ?1 and ticket = ?2 and role = ?3",
                )?
                .query_row(params![key.form.as_str(), ticket_of(key), key.role.as_str()], |row| {
                    decode::readable(draft(row), || format!("draft of a {}", key.form.as_str()))
                })
                .optional()
                .map(Option::flatten)
        })
    }

    /// Deletes a draft: its command was acknowledged, or the writer discarded it.
    pub fn discard(&self, key: DraftKey) -> std::result::Result<(), StoreError> {
        self.file.with(|connection| {
            connection
                .prepare_cached("delete from draft where page = ?1 and ticket = ?2 and role = ?3")?
                .execute(params![key.form.as_str(), ticket_of(key), key.role.as_str()])
                .map(drop)
        })
    }

    /// Removes texts of a ticket that were removed from the desk: the draft of an edit, the summary of a report, and with
    /// [`TextPart::All`] every draft. Their remains are erased from the file.
    pub fn forget(&self, ticket: TicketId, text: TextPart) -> std::result::Result<(), StoreError> {
        if !text.has_description() {
            return Ok(());
        }
        let all = text != TextPart::Description;
        self.file.with(|connection| {
            connection.execute(
                "delete from draft where ticket = ?1 and (page = 'edit' or ?2)",
                params![ticket.0.as_bytes(), all],
            )?;
            connection.execute(
                "update reported set summary = ?2 where ticket = ?1",
                params![ticket.0.as_bytes(), REMOVED],
            )?;
            // The file is small: a laptop has few drafts.
            connection.execute_batch("vacuum")?;
            connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        })
    }

    /// Saves that a ticket was reported here. Idempotent.
    pub fn reported(
        &self,
        ticket: TicketId,
        number: Option<u64>,
        at: DateTime<Utc>,
        summary: &str,
    ) -> std::result::Result<(), StoreError> {
        self.file.with(|connection| {
            let added = connection
                .prepare_cached("insert into reported (ticket, number, reported_at, messages_seen, summary) values (?1, ?2, ?3, 0, ?4) on conflict do nothing")?
                .execute(params![ticket.0.as_bytes(), number, at.timestamp_millis(), summary])?;
            if added > 0 {
                set_notified(connection, ticket, Notified::default())?;
            }
            Ok(())
        })
    }

    /// The last `limit` tickets that were reported here, last reported first.
    pub fn last_reported(&self, limit: usize) -> std::result::Result<Vec<ReportedHere>, StoreError> {
        self.file.with(|connection| {
            connection
                .prepare_cached(
                    "select ticket, number, reported_at, messages_seen, summary from reported
                    order by reported_at desc, ticket desc limit ?1",
                )?
                .query_map([limit], |row| {
                    decode::readable(reported(row), || "of tickets reported here".to_owned())
                })?
                .filter_map(Result::transpose)
                .collect()
        })
    }

    /// Whether a ticket was reported here.
    pub fn reported_here(&self, ticket: TicketId) -> std::result::Result<bool, StoreError> {
        self.file.with(|connection| {
            connection
                .prepare_cached("select 1 from reported where ticket = ?1")?
                .exists([ticket.0.as_bytes()])
        })
    }

    /// How many messages of a ticket were read, from the beginning of its thread; `None` if it was not reported here.
    pub fn messages_seen(&self, ticket: TicketId) -> std::result::Result<Option<u32>, StoreError> {
        self.file.with(|connection| {
            connection
                .prepare_cached("select messages_seen from reported where ticket = ?1")?
                .query_row([ticket.0.as_bytes()], |row| row.get(0))
                .optional()
        })
    }

    /// The tickets that were reported here and whose closing no notification has announced, with what was announced of
    /// each. `None`: nothing is known about notifications, because an earlier version reported the ticket.
    pub fn awaited(&self) -> std::result::Result<Vec<(ReportedHere, Option<Notified>)>, StoreError> {
        self.file.with(|connection| {
            connection
                .prepare_cached(
                    "select r.ticket, number, reported_at, messages_seen, summary, messages, answers, closed
                    from reported r left join notified n on n.ticket = r.ticket
                    where closed is not 1 order by reported_at, r.ticket",
                )?
                .query_map([], |row| {
                    let both = reported(row).and_then(|report| Ok((report, notified(row)?)));
                    decode::readable(both, || "of tickets reported here".to_owned())
                })?
                .filter_map(Result::transpose)
                .collect()
        })
    }

    /// Saves what was announced of a ticket. The change is durable before a notification is shown, except in a power cut.
    pub fn notified(&self, ticket: TicketId, notified: Notified) -> std::result::Result<(), StoreError> {
        self.file
            .with(|connection| set_notified(connection, ticket, notified))
    }

    /// Deletes all drafts and the list of reported tickets, so that nothing of them is left in the folder: neither in the
    /// file and its log, nor in damaged files that were set aside.
    pub fn clear(&self) -> std::result::Result<(), StoreError> {
        self.file.with(|connection| {
            connection.pragma_update(None, "secure_delete", "on")?;
            connection.execute_batch("delete from draft; delete from reported; delete from notified;")?;
            connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        })?;
        self.file.delete_set_aside();
        Ok(())
    }

    /// Saves the number of messages of a thread that were read; returns whether it grew. Ignores tickets that were
    /// not reported here.
    pub fn seen(&self, ticket: TicketId, messages: u32) -> std::result::Result<bool, StoreError> {
        self.file.with(|connection| {
            connection
                .prepare_cached(
                    "update reported set messages_seen = ?2 where ticket = ?1 and messages_seen < ?2",
                )?
                .execute(params![ticket.0.as_bytes(), messages])
                .map(|changed| changed > 0)
        })
    }
}

fn ticket_of(key: DraftKey) -> Vec<u8> {
    key.ticket
        .map_or_else(Vec::new, |ticket| ticket.0.as_bytes().to_vec())
}

fn draft(row: &Row<'_>) -> Result<Draft> {
    Ok(Draft {
        fields: decode::json(row, 0)?,
        version: row.get(1)?,
        saved_at: decode::time(row, 2)?,
    })
}

fn reported(row: &Row<'_>) -> Result<ReportedHere> {
    Ok(ReportedHere {
        ticket: TicketId(decode::id(row, 0)?),
        number: row.get(1)?,
        reported_at: decode::time(row, 2)?,
        messages_seen: row.get(3)?,
        summary: row.get(4)?,
    })
}

fn notified(row: &Row<'_>) -> Result<Option<Notified>> {
    let Some(messages) = row.get(5)? else {
        return Ok(None);
    };
    Ok(Some(Notified {
        messages,
        answers: row.get(6)?,
        closed: row.get(7)?,
    }))
}

fn set_notified(connection: &Connection, ticket: TicketId, notified: Notified) -> Result<()> {
    connection
        .prepare_cached(
            "insert or replace into notified (ticket, messages, answers, closed) values (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            ticket.0.as_bytes(),
            notified.messages,
            notified.answers,
            notified.closed
        ])
        .map(drop)
}
