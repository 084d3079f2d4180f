//! What differs between the window of a laptop and the session of a browser.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use desk::{Desk, Visible};
use store::{Draft, DraftKey, ReportedHere, StoreError};
use tickets::{Assignment, Caller, Name, Order, Role, TicketId};
use ui::WallClock;
use ui::analyses::{AnalysisChoice, AnalysisKind};
use ui::entry::Header;

use crate::failure::CommandError;
use crate::form::Form;
use crate::session::Session;

/// One visit of a person at a desk.
pub trait Visit: Send + Sync {
    /// The desk: its tickets, and what may be done with them.
    fn desk(&self) -> &Desk;

    /// The drafts of this visitor, and the tickets they reported.
    fn drafts(&self) -> &dyn DraftStore;

    /// The choices that outlive the visit.
    fn memory(&self) -> &dyn Memory;

    /// What is remembered for as long as the visit lasts.
    fn session(&self) -> &Session;

    /// The managed settings.
    fn managed(&self) -> Managed;

    /// The analytics services.
    fn analyses(&self) -> &dyn Analyses;

    /// Asks the page to refresh what shows this ticket; with `None`, what shows no ticket. For changes that are
    /// not part of the desk's feed.
    fn refresh(&self, ticket: Option<TicketId>);
}

/// The managed settings that a page needs.
#[derive(Clone, Copy, Debug)]
pub struct Managed {
    /// The role that cannot be switched; `None` lets people choose.
    pub pinned_role: Option<Role>,
    /// The role before the first choice; `None` asks for it.
    pub suggested_role: Option<Role>,
    /// The campus's time zone.
    pub zone: Tz,
}

/// Stores drafts and the list "Reported on this laptop".
pub trait DraftStore: Send + Sync {
    /// Saves a draft, replacing the previous one of this key.
    fn save(&self, key: DraftKey, draft: &Draft) -> Result<(), StoreError>;

    /// The draft of this key.
    fn find(&self, key: DraftKey) -> Result<Option<Draft>, StoreError>;

    /// Deletes the draft of this key. Idempotent.
    fn discard(&self, key: DraftKey) -> Result<(), StoreError>;

    /// Adds a ticket to the reported ones. Idempotent.
    fn reported(
        &self,
        ticket: TicketId,
        number: Option<u64>,
        at: DateTime<Utc>,
        summary: &str,
    ) -> Result<(), StoreError>;

    /// The last `limit` reported tickets, newest first.
    fn last_reported(&self, limit: usize) -> Result<Vec<ReportedHere>, StoreError>;

    /// Records that the first `messages` messages of a ticket were seen; whether that changed something.
    fn seen(&self, ticket: TicketId, messages: u32) -> Result<bool, StoreError>;
}

impl DraftStore for store::Drafts {
    fn save(&self, key: DraftKey, draft: &Draft) -> Result<(), StoreError> {
        self.save(key, draft)
    }

    fn find(&self, key: DraftKey) -> Result<Option<Draft>, StoreError> {
        self.find(key)
    }

    fn discard(&self, key: DraftKey) -> Result<(), StoreError> {
        self.discard(key)
    }

    fn reported(
        &self,
        ticket: TicketId,
        number: Option<u64>,
        at: DateTime<Utc>,
        summary: &str,
    ) -> Result<(), StoreError> {
        self.reported(ticket, number, at, summary)
    }

    fn last_reported(&self, limit: usize) -> Result<Vec<ReportedHere>, StoreError> {
        self.last_reported(limit)
    }

    fn seen(&self, ticket: TicketId, messages: u32) -> Result<bool, StoreError> {
        self.seen(ticket, messages)
    }
}

/// Choices that outlive the visit: in the window a file, in a browser cookies. Losing them is not an error.
pub trait Memory: Send + Sync {
    /// The role that was chosen last.
    fn role(&self) -> Option<Role>;
    /// Remembers the role.
    fn set_role(&self, role: Role);
    /// The order of the queue.
    fn order(&self) -> Order;
    /// Remembers the order of the queue.
    fn set_order(&self, order: Order);
    /// The name that was entered last.
    fn name(&self) -> Option<Name>;
    /// Remembers the name; `None` if it was removed.
    fn set_name(&self, name: Option<Name>);
}

/// The analytics services.
pub trait Analyses: Send + Sync {
    /// The analyses, in the order of the sidebar.
    fn kinds(&self) -> Vec<AnalysisKind<'static>>;

    /// Starts the services unless they run, once the answer to this command is on screen.
    fn start_soon(&self);

    /// The panel of an analysis, as rendered by its service.
    fn panel<'a>(&'a self, choice: &'a AnalysisChoice<'a>) -> Panel<'a>;
}

/// The future of a panel.
pub type Panel<'a> = Pin<Box<dyn Future<Output = Result<String, PanelError>> + Send + 'a>>;

/// Why there is no panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelError {
    /// The service is starting or being restarted: the page retries.
    Unavailable,
    /// The service rejected the question.
    Rejected,
}

impl dyn Visit + '_ {
    /// The role of the visitor: pinned, chosen or suggested; `None` if they must be asked.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        let managed = self.managed();
        managed
            .pinned_role
            .or_else(|| self.memory().role())
            .or(managed.suggested_role)
    }

    /// The role that decides what the visitor may do: before the first choice that of a user.
    #[must_use]
    pub fn role_or_user(&self) -> Role {
        self.role().unwrap_or(Role::User)
    }

    /// Remembers a chosen role, unless the settings pin one.
    pub fn choose_role(&self, role: Role) {
        if self.managed().pinned_role.is_none() {
            self.memory().set_role(role);
        }
    }

    /// Rejects a user's request for what belongs to the helpdesk, whatever their page sends.
    pub fn helpdesk_only(&self) -> Result<(), CommandError> {
        match self.role_or_user() {
            Role::Helpdesk => Ok(()),
            Role::User => Err(CommandError::HelpdeskOnly),
        }
    }

    /// The caller of a command. The name is the form's `name` field if valid; if the form has no such field, the
    /// name that was entered last.
    #[must_use]
    pub fn caller(&self, form: &Form) -> Caller {
        Caller {
            role: self.role_or_user(),
            name: if form.has("name") {
                Name::new(form.text("name")).ok()
            } else {
                self.memory().name()
            },
        }
    }

    /// The form with the name that was entered last, unless it has a name.
    #[must_use]
    pub fn signed(&self, mut form: Form) -> Form {
        let name = self.memory().name();
        form.fill(
            "name",
            name.map_or_else(String::new, |name| name.as_str().to_owned()),
        );
        form
    }

    /// Remembers the name of an accepted form, to offer it in the next one.
    pub fn remember_name(&self, form: &Form) {
        if form.has("name") {
            self.memory().set_name(Name::new(form.text("name")).ok());
        }
    }

    /// The top of a page.
    #[must_use]
    pub fn header(&self, role: Role) -> Header {
        Header {
            role,
            pinned: self.managed().pinned_role.is_some(),
        }
    }

    /// The desk's time, in the campus's zone.
    #[must_use]
    pub fn clock(&self) -> WallClock {
        WallClock {
            now: self.desk().now(),
            zone: self.managed().zone,
        }
    }

    /// The category that the classifier assigns to a text; `None` for a blank one.
    #[must_use]
    pub fn assignment(&self, text: &str) -> Option<Assignment> {
        (!text.trim().is_empty()).then(|| self.desk().classify(text))
    }

    /// The number of a ticket, if the ticket exists and has one.
    #[must_use]
    pub fn number(&self, ticket: TicketId) -> Option<u64> {
        match self.desk().ticket(Role::Helpdesk, ticket.into()) {
            Ok(Visible::Full(ticket)) => ticket.number,
            Ok(Visible::Closed { number, .. }) => number,
            Ok(Visible::NotFound) | Err(_) => None,
        }
    }
}
