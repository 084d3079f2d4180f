//! What differs between the window of a laptop and the session of a browser.

use std::pin::Pin;

use chrono_tz::Tz;
use desk::Desk;
use tickets::{Name, Order, Role, TicketId};
use ui::analyses::{AnalysisChoice, AnalysisKind};

use crate::draft_store::DraftStore;
use crate::hub_link::HubLink;
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

    /// The hub that the desk is a replica of; `None`: the desk is its own.
    fn hub(&self) -> Option<&dyn HubLink>;

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
    /// Whether the settings or the computer name the time zone. If not, `zone` is UTC.
    pub zone_is_known: bool,
    /// Whether several people use this computer: what one of them entered is removed after a while.
    pub shared: bool,
    /// Whether the desktop shows notifications about the reports of this laptop.
    pub notifications: bool,
    /// Whether the page is in a browser: without the system's file dialogs.
    pub in_browser: bool,
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
    /// The name that was entered last in this role.
    fn name(&self, role: Role) -> Option<Name>;
    /// Remembers the name of a role; `None` if it was removed.
    fn set_name(&self, role: Role, name: Option<Name>);
    /// Whether single letters are keyboard shortcuts. They are until they are turned off.
    fn letter_keys(&self) -> bool;
    /// Remembers whether single letters are keyboard shortcuts.
    fn set_letter_keys(&self, on: bool);
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
