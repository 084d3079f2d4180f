//! Removes texts from the messages and the history of a ticket.
//!
//! The database keeps old versions of rows until it has cleaned up (`vacuum`), and its log of changes and its backups for as
//! long as its administrator sets.

use store::shared::fingerprint::{IMPORTED, REMOVED};
use store::shared::places::folded;
use store::shared::removal::{self, is_unlearned, removes_fingerprint};
use tickets::{HistoryEntry, Message, Name, Place, TextPart};

use super::known::Stored;
use super::words;
use crate::decode::{self, get};
use crate::encode::{self, column, json};
use crate::failure::Result;
use crate::lessons;
use crate::session::Session;

/// Removes texts from everything that was written before the ticket's present version. `stamp` is that of the removal:
/// followers receive the changed messages and lines again.
pub(super) async fn remove(session: &Session, before: &Stored, text: TextPart, stamp: u64) -> Result<()> {
    let stamp = encode::number(stamp);
    from_messages(session, before, text, stamp).await?;
    let mut gone = from_history(session, before, text, stamp).await?;
    match text {
        TextPart::All => gone.extend(before.ticket.place.clone()),
        TextPart::AllAndNames => {
            let sql = "update ticket set anonymised = true where row_id = $1";
            session.execute(sql, &[&before.row]).await?;
        }
        TextPart::Description | TextPart::Message(_) => {}
    }
    if !gone.is_empty() {
        let unused = column(&gone, |place| folded(place.as_str()));
        session
            .execute(
                "delete from place where folded = any($1) and uses = 0",
                &[&unused],
            )
            .await?;
    }
    if is_unlearned(text) {
        lessons::unlearn(session, before.row).await?;
    }
    Ok(())
}

async fn from_messages(session: &Session, before: &Stored, text: TextPart, stamp: i64) -> Result<()> {
    let sql = format!(
        "select {}, m.version, exists (select 1 from later_words l where l.ticket = m.ticket and l.version = m.version)
        from message m where m.ticket = $1 order by m.version",
        decode::MESSAGE
    );
    let (mut changed, mut later): (Vec<(i64, Message)>, Vec<_>) = (Vec::new(), Vec::new());
    for row in session.rows(&sql, &[&before.row]).await? {
        let mut message = decode::message(&row, 0, before.ticket.id)?;
        if !text.remove_from_message(&mut message) {
            continue;
        }
        let version = get(&row, 5)?;
        if get(&row, 6)? {
            let name = message.name.as_ref().map(|name| name.as_str().to_owned());
            later.push((
                before.row,
                version,
                words::later(name, message.body.as_str().to_owned()),
            ));
        }
        changed.push((version, message));
    }
    session
        .execute(
            "update message m set body = n.body, name = n.name, stamp = $2
            from unnest($3::bigint[], $4::text[], $5::text[]) n (version, body, name)
            where m.ticket = $1 and m.version = n.version",
            &[
                &before.row,
                &stamp,
                &column(&changed, |(version, _)| *version),
                &column(&changed, |(_, message)| message.body.as_str()),
                &column(&changed, |(_, message)| message.name.as_ref().map(Name::as_str)),
            ],
        )
        .await?;
    words::index_later(session, &later).await
}

/// Returns the places that were removed.
async fn from_history(session: &Session, before: &Stored, text: TextPart, stamp: i64) -> Result<Vec<Place>> {
    let sql = format!(
        "select {} from history h where h.ticket = $1 and h.version <= $2 order by h.version",
        decode::ENTRY
    );
    let last = encode::number(before.ticket.version);
    let (mut changed, mut hidden, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for row in session.rows(&sql, &[&before.row, &last]).await? {
        let mut line: HistoryEntry = decode::entry(&row, 0)?;
        if removes_fingerprint(text, &line) {
            hidden.push(encode::number(line.version));
        }
        places.extend(removal::places(&line).cloned());
        if text.remove_from_entry(&mut line) {
            changed.push(line);
        }
    }
    session
        .execute(
            "update history set fingerprint = $3 where ticket = $1 and version = any($2) and fingerprint <> $4",
            &[&before.row, &hidden, &REMOVED.as_slice(), &IMPORTED.as_slice()],
        )
        .await?;
    let events: Result<Vec<String>> = changed.iter().map(|line| json(&line.event)).collect();
    session
        .execute(
            "update history h set event = n.event, name = n.name, first_stamp = coalesce(h.first_stamp, h.stamp),
                stamp = $2
            from unnest($3::bigint[], $4::text[], $5::text[]) n (version, event, name)
            where h.ticket = $1 and h.version = n.version",
            &[
                &before.row,
                &stamp,
                &column(&changed, |line| encode::number(line.version)),
                &events?,
                &column(&changed, |line| line.name.as_ref().map(Name::as_str)),
            ],
        )
        .await?;
    let removes_places = matches!(text, TextPart::All | TextPart::AllAndNames);
    Ok(if removes_places { places } else { Vec::new() })
}
