//! What the commands of the window share.

use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api::Tokens;
use desk::{Desk, Learner, Visible};
use host::{Services, StartLine};
use settings::Settings;
use store::{Drafts, SqliteStore};
use tickets::{Assignment, Caller, Name, Role, TicketId};
use tokio::sync::mpsc::UnboundedSender;
use ui::WallClock;
use ui::entry::Header;

use crate::closing::Closing;
use crate::dialog::Dialogs;
use crate::form::Form;
use crate::notices::HeldNotices;
use crate::remembered::Remembered;
use crate::sent::Sent;

/// How long after a helpdesk's page was answered the services are started: its first list is on screen then.
const AFTER_FIRST_LIST: Duration = Duration::from_millis(300);

/// All that one run of the application holds. Cheap to clone.
#[derive(Clone)]
pub struct Shell(Arc<Parts>);

impl Deref for Shell {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The parts of a [`Shell`].
pub struct Parts {
    /// The tickets.
    pub desk: Desk,
    /// The file they are in, for import and export.
    pub store: SqliteStore,
    /// What is being written, and what was reported here.
    pub drafts: Drafts,
    /// What the window remembers between runs.
    pub remembered: Remembered,
    /// The managed settings.
    pub settings: Settings,
    /// The closes that wait.
    pub closing: Closing,
    /// What must be read until someone takes note.
    pub notices: HeldNotices,
    /// The commands that were acknowledged lately.
    pub sent: Sent,
    /// Asks the person for files.
    pub dialogs: Dialogs,
    /// The analyses.
    pub sidecars: Services,
    /// Where the API of this run listens.
    pub api: String,
    /// Its tokens.
    pub tokens: Tokens,
    /// Says that the page should look again although the desk did not change: at a ticket, or at the rest.
    pub touched: UnboundedSender<Option<TicketId>>,
    /// What the queue showed last.
    pub last_queue: Mutex<Form>,
    /// Learns from corrections, as long as it is there.
    pub _learner: Option<Learner>,
    /// Whether the helpdesk was entered in this run.
    pub entered: AtomicBool,
}

impl Shell {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Starts the analyses shortly, once; never on a user's laptop.
    pub fn start_sidecars_soon(&self) {
        if self.entered.swap(true, Ordering::Relaxed) {
            return;
        }
        let shell = self.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(AFTER_FIRST_LIST).await;
            shell.start_sidecars();
            // What came up while the desk was opened is read now.
            shell.look_again();
        });
    }
}

impl Parts {
    fn start_sidecars(&self) {
        let own = std::env::current_exe().ok();
        let Some(folder) = own.as_deref().and_then(Path::parent) else {
            tracing::error!("the application does not know where it is, so it cannot find its services");
            return;
        };
        let line = StartLine {
            api: &self.api,
            token: self.tokens.service(),
            time_zone: self.settings.time_zone().value.name(),
        };
        let touched = self.touched.clone();
        // A panel says at once that its service went, and shows its figures as soon as it is back.
        self.sidecars.start(folder, &line, move || {
            // Nobody listens once the window is gone.
            let _ = touched.send(None);
        });
    }

    /// The role in effect: pinned, chosen or suggested. No role: the person must be asked.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.settings.role(self.remembered.role()).value
    }

    /// The role in which something is asked. Before the first choice nothing but a user's rights is given.
    #[must_use]
    pub fn role_or_user(&self) -> Role {
        self.role().unwrap_or(Role::User)
    }

    /// Remembers a choice, unless the settings pin the role.
    pub fn choose(&self, role: Role) {
        if self.settings.pinned_role().is_none() {
            self.remembered.set_role(role);
        }
    }

    /// Who gives a command: with the name in the form, if it can be one; by a button that has no field for it, with
    /// the name that was last given here.
    #[must_use]
    pub fn caller(&self, form: &Form) -> Caller {
        Caller {
            role: self.role_or_user(),
            name: if form.has("name") {
                Name::new(form.text("name")).ok()
            } else {
                self.remembered.name()
            },
        }
    }

    /// A form with the name that was last given here, unless it has one.
    #[must_use]
    pub fn signed(&self, mut form: Form) -> Form {
        let name = self.remembered.name();
        form.fill(
            "name",
            name.map_or_else(String::new, |name| name.as_str().to_owned()),
        );
        form
    }

    /// A form was accepted: its name is offered in the next one.
    pub fn remember_name(&self, form: &Form) {
        if form.has("name") {
            self.remembered.set_name(Name::new(form.text("name")).ok());
        }
    }

    /// The top of a page.
    #[must_use]
    pub fn header(&self, role: Role) -> Header {
        Header {
            role,
            pinned: self.settings.pinned_role().is_some(),
        }
    }

    /// The time, in the campus's zone.
    #[must_use]
    pub fn clock(&self) -> WallClock {
        WallClock {
            now: self.desk.now(),
            zone: self.settings.time_zone().value,
        }
    }

    /// What the classifier says of a text; nothing of an empty one.
    #[must_use]
    pub fn assignment(&self, text: &str) -> Option<Assignment> {
        (!text.trim().is_empty()).then(|| self.desk.classify(text))
    }

    /// The page should look at a ticket again although the desk did not change.
    pub fn touch(&self, ticket: TicketId) {
        // Nobody listens once the window is gone.
        let _ = self.touched.send(Some(ticket));
    }

    /// The page should look again at what is no ticket.
    pub fn look_again(&self) {
        // Nobody listens once the window is gone.
        let _ = self.touched.send(None);
    }

    /// The number of a ticket.
    #[must_use]
    pub fn number(&self, ticket: TicketId) -> Option<u64> {
        match self.desk.ticket(Role::Helpdesk, ticket.into()) {
            Ok(Visible::Full(ticket)) => ticket.number,
            Ok(Visible::Closed { number, .. }) => number,
            Ok(Visible::NotFound) | Err(_) => None,
        }
    }

    /// What the queue showed last in this run.
    #[must_use]
    pub fn last_queue(&self) -> Form {
        self.last_queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Remembers what the queue shows; where in the list it stands begins anew.
    pub fn set_last_queue(&self, mut form: Form) {
        form.forget(&["at", "rows", "ticket"]);
        *self.last_queue.lock().unwrap_or_else(PoisonError::into_inner) = form;
    }
}
