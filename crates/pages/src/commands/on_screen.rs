//! The ticket that is on screen.

use tickets::{Role, TicketId};

use crate::session::OnScreen;
use crate::{Answer, Form, Visit, drafting};

/// Remembers which ticket is on screen; without a ticket, that none is. If the window is in front (`in_front` is `yes`), a
/// user has read the thread up to its message number `messages`. The helpdesk's other desks see that its ticket is open.
pub fn on_screen(visit: &dyn Visit, form: &Form) -> Answer {
    let ticket: Option<TicketId> = form.optional("ticket")?;
    let messages = form.optional("messages")?.unwrap_or(0);
    let on_screen = ticket.map(|ticket| OnScreen {
        ticket,
        in_front: form.text("in_front") == "yes",
    });
    visit.session().set_on_screen(on_screen);
    if let Some(hub) = visit.hub() {
        let open = ticket.filter(|_| visit.role_or_user() == Role::Helpdesk);
        hub.set_open_ticket(open.map(|ticket| (ticket, visit.memory().name(Role::Helpdesk))));
    }
    if let Some(read) = on_screen.filter(|shown| shown.in_front && visit.role_or_user() == Role::User) {
        drafting::mark_seen(visit, read.ticket, messages);
    }
    Ok(String::new())
}
