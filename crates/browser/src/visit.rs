//! The visit of a browser, as the commands see it: for one request.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, Utc};
use desk::Desk;
use pages::live::Changes;
use pages::{Analyses, DraftStore, Form, HubLink, Managed, Memory, Panel, PanelError, Session, Visit};
use store::{Draft, DraftKey, Notified, ReportedHere, StoreError};
use tickets::{Name, Order, Role, TextPart, TicketId};
use ui::analyses::{AnalysisChoice, AnalysisKind};

use crate::choices::{Choices, changed_queue, last_queue};
use crate::cookies::{Cookies, Lifetime, SetCookie};
use crate::helpdesk;
use crate::own_reports::OwnReports;
use crate::state::Browsers;

/// How long a browser keeps names and choices.
const LIFETIME: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// The header with what the page has to refresh, beside its own change of the desk: the payload of `desk-changed`.
const REFRESH: HeaderName = HeaderName::from_static("campus-desk-refresh");

/// The visit of a browser, for one request.
pub struct BrowserVisit {
    browsers: Browsers,
    role: Role,
    session: Session,
    queue_before: Form,
    choices: Choices,
    reports: OwnReports,
    refreshed: Mutex<Vec<Option<TicketId>>>,
    /// Whether the person has left a computer that several people use.
    is_left: AtomicBool,
}

impl BrowserVisit {
    /// The visit of the browser with these cookies.
    pub fn of(browsers: &Browsers, cookies: &Cookies) -> Self {
        let role = if helpdesk::is_proven(browsers, cookies) {
            Role::Helpdesk
        } else {
            Role::User
        };
        Self::in_role(browsers, cookies, role)
    }

    /// The visit of a browser whose role changes with this request.
    pub fn in_role(browsers: &Browsers, cookies: &Cookies, role: Role) -> Self {
        let (session, queue_before) = (Session::default(), last_queue(cookies));
        session.set_last_queue(queue_before.clone());
        Self {
            role,
            session,
            queue_before,
            choices: Choices::of(cookies),
            reports: OwnReports::of(cookies, &browsers.signature),
            refreshed: Mutex::default(),
            is_left: AtomicBool::new(false),
            browsers: browsers.clone(),
        }
    }

    /// The role that the browser has proven.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// What the browser has to remember, and its page to refresh.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let lifetime = if self.browsers.shared {
            Lifetime::Session
        } else {
            Lifetime::For(LIFETIME)
        };
        let choices = self.choices.changed(lifetime);
        let queue = changed_queue(&self.queue_before, &self.session.last_queue());
        let reports = self
            .reports
            .changed(&self.browsers.signature, self.browsers.shared);
        let proof = self.is_left.load(Ordering::Relaxed).then(helpdesk::forget);
        let cookies = choices.into_iter().chain(queue).chain(reports).chain(proof);
        for header in cookies.filter_map(|cookie| SetCookie::header(&cookie)) {
            headers.append(SET_COOKIE, header);
        }
        headers.extend(self.refreshes().map(|changes| (REFRESH, changes)));
        headers
    }

    fn refreshes(&self) -> Option<HeaderValue> {
        let refreshed = self.refreshed.lock().unwrap_or_else(PoisonError::into_inner);
        if refreshed.is_empty() {
            return None;
        }
        let changes = Changes::Tickets(refreshed.iter().copied().flatten().collect());
        HeaderValue::try_from(serde_json::to_string(&changes).ok()?).ok()
    }
}

impl Visit for BrowserVisit {
    fn desk(&self) -> &Desk {
        &self.browsers.desk
    }

    fn drafts(&self) -> &dyn DraftStore {
        self
    }

    fn memory(&self) -> &dyn Memory {
        self
    }

    fn session(&self) -> &Session {
        &self.session
    }

    fn hub(&self) -> Option<&dyn HubLink> {
        None
    }

    fn managed(&self) -> Managed {
        Managed {
            pinned_role: (!self.browsers.helpdesk).then_some(Role::User),
            suggested_role: None,
            zone: self.browsers.zone.unwrap_or(chrono_tz::UTC),
            zone_is_known: self.browsers.zone.is_some(),
            shared: self.browsers.shared,
            notifications: false,
            in_browser: true,
        }
    }

    fn analyses(&self) -> &dyn Analyses {
        self.browsers.analyses.as_deref().unwrap_or(&NoAnalyses)
    }

    fn refresh(&self, ticket: Option<TicketId>) {
        let mut refreshed = self.refreshed.lock().unwrap_or_else(PoisonError::into_inner);
        refreshed.push(ticket);
    }
}

impl Memory for BrowserVisit {
    fn role(&self) -> Option<Role> {
        Some(self.role)
    }

    /// A role is proven with the key, not chosen.
    fn set_role(&self, _: Role) {}

    fn order(&self) -> Order {
        self.choices.order()
    }

    fn set_order(&self, order: Order) {
        self.choices.set_order(order);
    }

    fn name(&self, role: Role) -> Option<Name> {
        self.choices.name(role)
    }

    fn set_name(&self, role: Role, name: Option<Name>) {
        self.choices.set_name(role, name.as_ref());
    }

    fn letter_keys(&self) -> bool {
        self.choices.letter_keys()
    }

    fn set_letter_keys(&self, on: bool) {
        self.choices.set_letter_keys(on);
    }
}

/// The page keeps its drafts itself (`ui/assets/js/browser_drafts.js`), so the hub has none.
impl DraftStore for BrowserVisit {
    fn save(&self, _: DraftKey, _: &Draft) -> Result<(), StoreError> {
        Ok(())
    }

    fn find(&self, _: DraftKey) -> Result<Option<Draft>, StoreError> {
        Ok(None)
    }

    fn discard(&self, _: DraftKey) -> Result<(), StoreError> {
        Ok(())
    }

    fn forget(&self, _: TicketId, _: TextPart) -> Result<(), StoreError> {
        Ok(())
    }

    fn reported(
        &self,
        ticket: TicketId,
        _: Option<u64>,
        at: DateTime<Utc>,
        _: &str,
    ) -> Result<(), StoreError> {
        self.reports.add(ticket, at);
        Ok(())
    }

    fn reported_here(&self, ticket: TicketId) -> Result<bool, StoreError> {
        Ok(self.reports.contain(ticket))
    }

    fn messages_seen(&self, ticket: TicketId) -> Result<Option<u32>, StoreError> {
        let mut reports = self.reports.newest(usize::MAX).into_iter();
        let report = reports.find(|report| report.ticket == ticket);
        Ok(report.map(|report| report.messages_seen))
    }

    fn last_reported(&self, limit: usize) -> Result<Vec<ReportedHere>, StoreError> {
        Ok(self.reports.newest(limit))
    }

    /// A browser gets no notifications of the desktop.
    fn awaited(&self) -> Result<Vec<(ReportedHere, Option<Notified>)>, StoreError> {
        Ok(Vec::new())
    }

    fn notified(&self, _: TicketId, _: Notified) -> Result<(), StoreError> {
        Ok(())
    }

    /// The next person at the computer is not at the helpdesk.
    fn clear(&self) -> Result<(), StoreError> {
        self.is_left.store(true, Ordering::Relaxed);
        self.reports.clear();
        Ok(())
    }

    fn seen(&self, ticket: TicketId, messages: u32) -> Result<bool, StoreError> {
        Ok(self.reports.see(ticket, messages))
    }
}

/// The hub does not run the services of the analyses (without the helpdesk in browsers, or without their programs), so the
/// pages do not offer them.
struct NoAnalyses;

impl Analyses for NoAnalyses {
    fn kinds(&self) -> Vec<AnalysisKind<'static>> {
        Vec::new()
    }

    fn start_soon(&self) {}

    fn panel<'a>(&'a self, _: &'a AnalysisChoice<'a>) -> Panel<'a> {
        Box::pin(std::future::ready(Err(PanelError::Unavailable)))
    }
}
