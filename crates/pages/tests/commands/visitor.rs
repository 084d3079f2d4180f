//! A visitor of a desk in memory: what the window or a browser session is for the commands.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use classifier::Classifier;
use desk::{Desk, SystemClock, Visible};
use pages::{
    Analyses, Answer, DraftStore, Form, HubLink, Managed, Memory, Panel, PanelError, Session, Visit, commands,
};
use store::MemoryStore;
use tempfile::TempDir;
use tickets::{Caller, CommandId, MessageId, Name, Order, Role, Status, Ticket, TicketId, TicketPage};
use ui::analyses::{AnalysisChoice, AnalysisKind};

use crate::dom::Page;
use crate::laptop_drafts::LaptopDrafts;
use crate::test_hub::TestHub;

/// A desk that several visitors share.
pub struct Office {
    desk: Desk,
    folder: TempDir,
    hub: Option<Arc<TestHub>>,
}

impl Office {
    pub fn open() -> Self {
        Self::over(Arc::new(MemoryStore::new()))
    }

    /// A helpdesk's laptop of a hub.
    pub fn of_laptop(hub: &Arc<TestHub>) -> Self {
        Self {
            hub: Some(hub.clone()),
            ..Self::over(hub.replica.clone())
        }
    }

    fn over(store: Arc<MemoryStore>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock));
        Self {
            desk,
            folder,
            hub: None,
        }
    }

    /// A visitor who has chosen this role.
    pub fn visitor(&self, role: Role) -> Visitor {
        let visitor = self.stranger();
        visitor.set_role(role);
        visitor
    }

    /// A visitor who has not chosen a role yet.
    pub fn stranger(&self) -> Visitor {
        let laptop = tempfile::tempdir_in(self.folder.path()).unwrap();
        Visitor {
            desk: self.desk.clone(),
            hub: self.hub.clone(),
            drafts: LaptopDrafts::open(laptop.path()),
            session: Session::default(),
            pinned_role: None,
            shared: false,
            chosen: Mutex::default(),
            refreshed: Mutex::default(),
            services_started: AtomicU32::new(0),
            _laptop: laptop,
        }
    }
}

pub struct Visitor {
    pub desk: Desk,
    hub: Option<Arc<TestHub>>,
    pub drafts: LaptopDrafts,
    session: Session,
    pub pinned_role: Option<Role>,
    /// Whether the settings say that several people use the laptop.
    pub shared: bool,
    chosen: Mutex<Chosen>,
    pub refreshed: Mutex<Vec<Option<TicketId>>>,
    pub services_started: AtomicU32,
    _laptop: TempDir,
}

#[derive(Clone, Default)]
struct Chosen {
    role: Option<Role>,
    order: Order,
    names: BTreeMap<&'static str, Name>,
    no_letter_keys: bool,
}

impl Visit for Visitor {
    fn desk(&self) -> &Desk {
        &self.desk
    }

    fn drafts(&self) -> &dyn DraftStore {
        &self.drafts
    }

    fn memory(&self) -> &dyn Memory {
        self
    }

    fn session(&self) -> &Session {
        &self.session
    }

    fn hub(&self) -> Option<&dyn HubLink> {
        self.hub.as_deref().map(|hub| hub as &dyn HubLink)
    }

    fn managed(&self) -> Managed {
        Managed {
            pinned_role: self.pinned_role,
            suggested_role: None,
            zone: chrono_tz::Europe::Rome,
            zone_is_known: true,
            shared: self.shared,
            notifications: true,
            in_browser: false,
        }
    }

    fn analyses(&self) -> &dyn Analyses {
        self
    }

    fn refresh(&self, ticket: Option<TicketId>) {
        self.refreshed.lock().unwrap().push(ticket);
    }
}

impl Memory for Visitor {
    fn role(&self) -> Option<Role> {
        self.chosen.lock().unwrap().role
    }

    fn set_role(&self, role: Role) {
        self.chosen.lock().unwrap().role = Some(role);
    }

    fn order(&self) -> Order {
        self.chosen.lock().unwrap().order
    }

    fn set_order(&self, order: Order) {
        self.chosen.lock().unwrap().order = order;
    }

    fn name(&self, role: Role) -> Option<Name> {
        self.chosen.lock().unwrap().names.get(role.as_str()).cloned()
    }

    fn set_name(&self, role: Role, name: Option<Name>) {
        let names = &mut self.chosen.lock().unwrap().names;
        match name {
            Some(name) => names.insert(role.as_str(), name),
            None => names.remove(role.as_str()),
        };
    }

    fn letter_keys(&self) -> bool {
        !self.chosen.lock().unwrap().no_letter_keys
    }

    fn set_letter_keys(&self, on: bool) {
        self.chosen.lock().unwrap().no_letter_keys = !on;
    }
}

impl Analyses for Visitor {
    fn kinds(&self) -> Vec<AnalysisKind<'static>> {
        vec![AnalysisKind {
            name: "backlog",
            title: "Backlog",
            all_time: false,
            question: "How many tickets are not closed?",
        }]
    }

    fn start_soon(&self) {
        self.services_started.fetch_add(1, Ordering::Relaxed);
    }

    /// The panel of a period is its name; of a year, the service is not available.
    fn panel<'a>(&'a self, choice: &'a AnalysisChoice<'a>) -> Panel<'a> {
        Box::pin(async move {
            match choice.last {
                "1y" => Err(PanelError::Unavailable),
                "nonsense" => Err(PanelError::Rejected),
                last => Ok(format!("<p>{last}</p>")),
            }
        })
    }
}

impl Visitor {
    /// Sends a command; its answer must not be an error.
    pub fn send<const N: usize>(
        &self,
        command: fn(&dyn Visit, &Form) -> Answer,
        fields: [(&str, &str); N],
    ) -> Page {
        Page::of(&command(self, &Form::from(fields)).expect("an answer"))
    }

    /// Reports a problem, with the ids of a new form.
    pub fn report(&self, description: &str) -> Ticket {
        let (command, ticket) = (CommandId::new().to_string(), TicketId::new());
        let page = self.send(
            commands::report::report_ticket,
            [
                ("command", &*command),
                ("ticket", &*ticket.to_string()),
                ("description", description),
                ("place", "Hall B"),
            ],
        );
        assert!(
            !page.has("[aria-invalid=true], .notice"),
            "the report was refused"
        );
        self.ticket(ticket)
    }

    /// Starts a ticket through the desk, as the helpdesk.
    pub fn begin_work(&self, ticket: TicketId) {
        let started = self
            .desk
            .start(&Caller::from(Role::Helpdesk), CommandId::new(), ticket, None);
        started.unwrap().expect("it was open");
    }

    /// Reports, starts and closes a ticket.
    pub fn closed(&self, description: &str) -> TicketId {
        let ticket = self.report(description).id;
        self.begin_work(ticket);
        let closed = self
            .desk
            .close(&Caller::from(Role::Helpdesk), CommandId::new(), ticket, None);
        closed.unwrap().expect("it was active");
        ticket
    }

    pub fn write(&self, ticket: TicketId, body: &str) -> Page {
        self.send(
            commands::message::write_message,
            [
                ("command", &*CommandId::new().to_string()),
                ("ticket", &*ticket.to_string()),
                ("body", body),
            ],
        )
    }

    pub fn open(&self, ticket: TicketId) -> Page {
        self.send(commands::ticket::open_ticket, [("ticket", &*ticket.to_string())])
    }

    /// The page reports that a ticket is on screen, and which answers have been in its visible part.
    pub fn shows(&self, ticket: TicketId, read: &[MessageId], in_front: bool) {
        let read: Vec<_> = read.iter().map(ToString::to_string).collect();
        self.send(
            commands::on_screen::on_screen,
            [
                ("ticket", &*ticket.to_string()),
                ("read", &*read.join(" ")),
                ("in_front", if in_front { "yes" } else { "no" }),
            ],
        );
    }

    /// Opens a ticket in the window in front, with its whole thread in the visible part.
    pub fn reads(&self, ticket: TicketId) -> Page {
        let pane = self.open(ticket);
        self.shows(ticket, &self.answers(ticket), true);
        pane
    }

    /// The helpdesk's messages in a ticket, oldest first.
    pub fn answers(&self, ticket: TicketId) -> Vec<MessageId> {
        let messages = self.page(ticket).messages.into_iter();
        let answers = messages.filter(|message| message.role == Role::Helpdesk);
        answers.map(|answer| answer.id).collect()
    }

    /// Whether "Reported on this laptop" marks a new answer.
    pub fn has_new_answer(&self) -> bool {
        let listed = self.send(commands::my_reports::my_reports, []).text("*");
        listed.contains("new answer")
    }

    /// Sends an edit of the description, based on `version`.
    pub fn modify(&self, ticket: &Ticket, version: u64, description: &str) -> Page {
        let place = ticket.place.as_ref().map_or("", |place| place.as_str());
        self.send(
            commands::edit::modify_ticket,
            [
                ("command", &*CommandId::new().to_string()),
                ("ticket", &*ticket.id.to_string()),
                ("version", &*version.to_string()),
                ("description", description),
                ("place", place),
            ],
        )
    }

    /// Closes a ticket as this pane shows it, with the ids that the pane brings.
    pub fn close(&self, pane: &Page) -> Page {
        let data = |selector: &str, name: &str| pane.attr(selector, name);
        self.send(
            commands::status::close_ticket,
            [
                ("ticket", &*data("[data-close]", "data-ticket")),
                ("command", &*data("[data-close]", "data-command")),
                ("start_command", &*data("[data-close]", "data-start-command")),
                ("version", &*data(".ticket-body", "data-version")),
                ("messages", &*data(".ticket-body", "data-messages")),
            ],
        )
    }

    pub fn ticket(&self, ticket: TicketId) -> Ticket {
        self.page(ticket).ticket
    }

    /// All of a ticket, whatever the visitor may see.
    pub fn page(&self, ticket: TicketId) -> TicketPage {
        match self.desk.ticket_page(Role::Helpdesk, ticket.into()).unwrap() {
            Visible::Full(page) => page,
            other => panic!("{other:?}"),
        }
    }

    pub fn status(&self, ticket: TicketId) -> Status {
        self.ticket(ticket).status
    }

    /// The fields of the saved draft of a form; `None` if there is no draft.
    pub fn draft(&self, form: store::FormKind, ticket: Option<TicketId>) -> Option<BTreeMap<String, String>> {
        let visit: &dyn Visit = self;
        let role = visit.role_or_user();
        let key = store::DraftKey { form, ticket, role };
        Some(self.drafts.find(key).unwrap()?.fields)
    }
}
