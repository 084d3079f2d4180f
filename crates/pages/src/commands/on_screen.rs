//! The ticket that is on screen.

use std::collections::HashSet;

use tickets::{MessageId, Role, TicketId};

use crate::form::FormError;
use crate::session::OnScreen;
use crate::{Answer, Form, Visit, answers_read};

/// Remembers which ticket is on screen; without a ticket, that none is. `read` has the ids of the answers that were in the
/// visible part of the window while it was in front (`in_front` is `yes`). The helpdesk's other desks see that its ticket is open.
pub fn on_screen(visit: &dyn Visit, form: &Form) -> Answer {
    let ticket: Option<TicketId> = form.optional("ticket")?;
    let read = ids(form)?;
    let on_screen = ticket.map(|ticket| OnScreen {
        ticket,
        in_front: form.text("in_front") == "yes",
    });
    visit.session().set_on_screen(on_screen);
    visit.announce_open_ticket();
    if let Some(ticket) = ticket.filter(|_| !read.is_empty() && visit.role_or_user() == Role::User) {
        answers_read::note(visit, ticket, &read);
    }
    Ok(String::new())
}

fn ids(form: &Form) -> Result<HashSet<MessageId>, FormError> {
    let ids = form.text("read").split_whitespace().map(str::parse);
    ids.collect::<Result<_, _>>().map_err(|_| FormError::of("read"))
}
