//! What the commands ask about the person who visits: role, name, and the time on their clock.

use desk::{Reader, Visible};
use store::StoreError;
use tickets::{Assignment, Caller, Name, Role, TicketId, TicketPage};
use ui::WallClock;
use ui::entry::Header;

use crate::failure::CommandError;
use crate::form::Form;
use crate::form_kind::FormKind;
use crate::visit::Visit;

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
    /// name that was entered last in this role.
    #[must_use]
    pub fn caller(&self, form: &Form) -> Caller {
        Caller {
            role: self.role_or_user(),
            name: if form.has("name") {
                Name::new(form.text("name")).ok()
            } else {
                self.memory().name(self.role_or_user())
            },
        }
    }

    /// The form with the name that was entered last, unless it has a name.
    #[must_use]
    pub fn signed(&self, mut form: Form) -> Form {
        let name = self.memory().name(self.role_or_user());
        form.fill(
            "name",
            name.map_or_else(String::new, |name| name.as_str().to_owned()),
        );
        form
    }

    /// Whether a report form contains an answer of the helpdesk that was not sent, because its ticket was closed.
    #[must_use]
    pub fn is_answer(&self, form: &Form) -> bool {
        self.role_or_user() == Role::Helpdesk && form.text("from") == FormKind::Message.as_str()
    }

    /// Whether a report form is for the problem of somebody else: a new report of the helpdesk.
    #[must_use]
    pub fn is_for_someone(&self, form: &Form) -> bool {
        self.role_or_user() == Role::Helpdesk && form.text("again").is_empty()
    }

    /// Remembers the name of an accepted form, to offer it in the next one.
    pub fn remember_name(&self, form: &Form) {
        if form.has("name") {
            let name = Name::new(form.text("name")).ok();
            self.memory().set_name(self.role_or_user(), name);
            self.announce_open_ticket();
        }
    }

    /// Lets the helpdesk's other desks see which ticket is open here, and the name that the person entered. A user's is not shown.
    pub fn announce_open_ticket(&self) {
        let Some(hub) = self.hub() else {
            return;
        };
        let at_helpdesk = self.role_or_user() == Role::Helpdesk;
        let open = self.session().on_screen().filter(|_| at_helpdesk);
        hub.set_open_ticket(open.map(|shown| (shown.ticket, self.memory().name(Role::Helpdesk))));
    }

    /// The top of a page.
    #[must_use]
    pub fn header(&self, role: Role) -> Header {
        Header {
            hub: self.hub_line(),
            role,
            pinned: self.managed().pinned_role.is_some(),
            letter_keys: self.memory().letter_keys(),
            shared: self.managed().shared,
            in_browser: self.managed().in_browser,
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

    /// A ticket as the visitor may read it, with its last `newest` messages. A user reads a closed ticket only if it was
    /// reported on this laptop: the answer in it is theirs.
    pub fn ticket_page(&self, ticket: TicketId, newest: usize) -> Result<Visible<TicketPage>, StoreError> {
        let reader = match self.role_or_user() {
            Role::User if self.reported_here(ticket) => Reader::OwnReport,
            role => role.into(),
        };
        self.desk().newest_page(reader, ticket.into(), newest)
    }

    /// Whether a ticket was reported on this laptop. If that cannot be read, it was not.
    fn reported_here(&self, ticket: TicketId) -> bool {
        self.drafts()
            .reported_here(ticket)
            .inspect_err(|error| tracing::warn!(%error, "the reports of this laptop could not be read"))
            .unwrap_or(false)
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
