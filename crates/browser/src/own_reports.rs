//! The tickets that were reported in a browser: a signed cookie for each.
//!
//! The signature matters: the reporter of a ticket may read it after it was closed. Each report has its own cookie, so that
//! two requests at the same time do not lose one. How many messages were seen is not signed.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use store::ReportedHere;
use tickets::TicketId;

use crate::cookies::{Cookies, Lifetime, SetCookie};
use crate::signature::Signature;

const REPORT: &str = "report-";

/// The number of reports that a browser keeps: the newest. Each adds about 100 bytes to every request.
const MOST: usize = 20;

/// How long a browser keeps a report.
const LIFETIME: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// The reports of a browser.
#[derive(Debug, Default)]
pub struct OwnReports {
    now: Mutex<Vec<OwnReport>>,
    before: Vec<OwnReport>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OwnReport {
    ticket: TicketId,
    at: DateTime<Utc>,
    seen: u32,
}

impl OwnReports {
    /// The reports in these cookies whose signature is the hub's.
    pub fn of(cookies: &Cookies, signature: &Signature) -> Self {
        let reports = cookies
            .all()
            .filter_map(|(name, value)| parse(name.strip_prefix(REPORT)?, value, signature));
        let before: Vec<OwnReport> = reports.collect();
        Self {
            now: Mutex::new(before.clone()),
            before,
        }
    }

    /// Adds a report, and drops the oldest if there are too many. Idempotent.
    pub fn add(&self, ticket: TicketId, at: DateTime<Utc>) {
        let mut reports = self.now();
        if reports.iter().any(|report| report.ticket == ticket) {
            return;
        }
        reports.push(OwnReport { ticket, at, seen: 0 });
        reports.sort_by_key(|report| std::cmp::Reverse(report.at));
        reports.truncate(MOST);
    }

    /// Whether this ticket was reported in this browser.
    pub fn contain(&self, ticket: TicketId) -> bool {
        self.now().iter().any(|report| report.ticket == ticket)
    }

    /// The newest reports. The hub has the tickets themselves, so their first words are not in the cookie.
    pub fn newest(&self, limit: usize) -> Vec<ReportedHere> {
        let mut reports = self.now().clone();
        reports.sort_by_key(|report| std::cmp::Reverse(report.at));
        let listed = reports.iter().take(limit).map(|report| ReportedHere {
            ticket: report.ticket,
            number: None,
            reported_at: report.at,
            messages_seen: report.seen,
            summary: String::new(),
        });
        listed.collect()
    }

    /// Records that the first `messages` messages of a ticket were seen; whether that is new.
    pub fn see(&self, ticket: TicketId, messages: u32) -> bool {
        let mut reports = self.now();
        let unseen = reports
            .iter_mut()
            .find(|report| report.ticket == ticket && report.seen < messages);
        unseen.is_some_and(|report| {
            report.seen = messages;
            true
        })
    }

    /// Forgets all reports.
    pub fn clear(&self) {
        self.now().clear();
    }

    /// The cookies to set and to delete. With `session`, they last until the browser is closed.
    pub fn changed(&self, signature: &Signature, session: bool) -> Vec<SetCookie> {
        let lifetime = if session {
            Lifetime::Session
        } else {
            Lifetime::For(LIFETIME)
        };
        let now = self.now();
        let new = now.iter().filter(|report| !self.before.contains(report));
        let set = new.filter_map(|report| write(report, lifetime, signature));
        let is_gone = |report: &&OwnReport| !now.iter().any(|left| left.ticket == report.ticket);
        let gone = self.before.iter().filter(is_gone);
        let deleted = gone.map(|report| SetCookie::delete(format!("{REPORT}{}", report.ticket)));
        set.chain(deleted).collect()
    }

    fn now(&self) -> MutexGuard<'_, Vec<OwnReport>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads `TIME.SEEN.SIGNATURE`.
fn parse(id: &str, value: &str, signature: &Signature) -> Option<OwnReport> {
    let mut parts = value.split('.');
    let (at, seen, signed) = (parts.next()?, parts.next()?, parts.next()?);
    let is_ours = signature.verify(&[REPORT, id, at], signed);
    let report = OwnReport {
        ticket: id.parse().ok()?,
        at: DateTime::from_timestamp_millis(at.parse().ok()?)?,
        seen: seen.parse().ok()?,
    };
    is_ours.then_some(report)
}

fn write(report: &OwnReport, lifetime: Lifetime, signature: &Signature) -> Option<SetCookie> {
    let (id, at) = (
        report.ticket.to_string(),
        report.at.timestamp_millis().to_string(),
    );
    let signed = signature.sign(&[REPORT, &id, &at])?;
    Some(SetCookie {
        name: format!("{REPORT}{id}"),
        value: format!("{at}.{}.{signed}", report.seen),
        lifetime,
    })
}

#[cfg(test)]
mod tests {
    use api::Tokens;
    use axum::http::HeaderMap;
    use axum::http::header::COOKIE;

    use super::*;

    fn signature() -> Signature {
        let tokens = Tokens::new(&"u".repeat(16), &"h".repeat(16), &"s".repeat(16)).unwrap();
        Signature::new(tokens.with_cookie_secrets(vec!["c".repeat(32)]).unwrap().into())
    }

    /// What a browser sends after these cookies were set.
    fn sent(set: &[SetCookie]) -> Cookies {
        let mut headers = HeaderMap::new();
        for cookie in set {
            let header = cookie.header().unwrap();
            let pair = header.to_str().unwrap().split(';').next().unwrap().to_owned();
            headers.append(COOKIE, pair.parse().unwrap());
        }
        Cookies::of(&headers)
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    #[test]
    fn a_browser_has_its_reports_back_and_only_with_the_hubs_signature() {
        let (own, ticket) = (signature(), TicketId::new());
        let reports = OwnReports::default();
        reports.add(ticket, at(0));
        assert!(reports.see(ticket, 2) && !reports.see(ticket, 1));
        let mut cookies = reports.changed(&own, false);
        assert_eq!(cookies.len(), 1);
        let back = OwnReports::of(&sent(&cookies), &own);
        assert_eq!((back.contain(ticket), back.newest(9)[0].messages_seen), (true, 2));
        assert!(
            back.changed(&own, false).is_empty(),
            "nothing new is not set again"
        );

        let other = TicketId::new();
        cookies[0].name = format!("{REPORT}{other}");
        assert!(
            !OwnReports::of(&sent(&cookies), &own).contain(other),
            "the signature is that of another ticket"
        );
    }

    #[test]
    fn the_oldest_report_makes_room_and_all_can_be_forgotten() {
        let own = signature();
        let tickets: Vec<TicketId> = (0..MOST).map(|_| TicketId::new()).collect();
        let full = OwnReports::default();
        for (second, ticket) in (0..).zip(&tickets) {
            full.add(*ticket, at(second));
        }
        let full = OwnReports::of(&sent(&full.changed(&own, false)), &own);
        full.add(TicketId::new(), at(1_000));
        let changed = full.changed(&own, false);
        let oldest = SetCookie::delete(format!("{REPORT}{}", tickets[0]));
        assert_eq!(changed.len(), 2, "a new one, and the oldest goes: {changed:?}");
        assert!(changed.contains(&oldest));
        full.clear();
        assert_eq!(full.changed(&own, false).len(), MOST);
    }
}
