//! The rules of a ticket's life. Every change of a ticket is decided here.

use chrono::{DateTime, Utc};

use crate::{
    Action, Assignment, Base, Body, Category, CategoryBy, Changed, Command, Edit, Event, HistoryEntry,
    Message, MessageId, Refusal, Role, Status, TextPart, Ticket, to_millis,
};

/// The result of an accepted command.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The ticket after the command. A new ticket has no number yet.
    pub ticket: Ticket,
    /// The line to add to the ticket's history.
    pub entry: HistoryEntry,
    /// The message to add to the ticket's thread.
    pub message: Option<Message>,
}

/// Decides whether a command is accepted for the current state of its ticket (`None`: the ticket does not exist).
///
/// The function is pure: the hub and a laptop that predicts the hub's answer get the same result. The time of the change
/// is the later of `now` and the ticket's last modification, in whole milliseconds, so that dates stay in order when a
/// clock is set back.
///
/// # Errors
/// The [`Refusal`] gives the reason; the ticket does not change.
pub fn decide(ticket: Option<&Ticket>, command: &Command, now: DateTime<Utc>) -> Result<Change, Refusal> {
    if matches!(command.action, Action::Report { .. }) && ticket.is_some() {
        return Err(Refusal::TicketExists);
    }
    if let Some(change) = report(command, to_millis(now)) {
        return Ok(change);
    }
    let ticket = ticket.ok_or(Refusal::NoSuchTicket)?;
    check_permission(ticket, command)?;
    let only_at = command.only_at.map(Base::version);
    if only_at.is_some_and(|version| version != Some(ticket.version)) {
        return Err(Refusal::ChangedMeanwhile {
            ticket: Box::new(ticket.clone()),
        });
    }
    let mut change = PendingChange {
        after: ticket.clone(),
        at: to_millis(now).max(ticket.modified_at),
        command,
    };
    change.after.version = ticket.version.saturating_add(1);
    change.after.modified_at = change.at;
    match &command.action {
        Action::Report { .. } => Err(Refusal::TicketExists),
        Action::Modify { edit, assignment } => change.modify(ticket, edit, assignment.as_ref()),
        Action::Write { body } => Ok(change.write(body)),
        Action::Start => Ok(change.start()),
        Action::Close => Ok(change.close()),
        Action::Correct { category } => Ok(change.correct(*category)),
        Action::RemoveText { text } => change.remove_text(ticket, *text),
    }
}

/// Who may do what in which status (`docs/ARCHITECTURE.md`, "A ticket's life").
fn check_permission(ticket: &Ticket, command: &Command) -> Result<(), Refusal> {
    let (helpdesk_only, needs): (bool, &[Status]) = match command.action {
        Action::Report { .. } => (false, &[]),
        Action::Modify { .. } | Action::Write { .. } => (false, &[Status::Open, Status::Active]),
        Action::Start => (true, &[Status::Open]),
        Action::Close => (true, &[Status::Active]),
        Action::Correct { .. } => (true, &[Status::Open, Status::Active]),
        Action::RemoveText { .. } => (true, &Status::ALL),
    };
    if helpdesk_only && command.role == Role::User {
        return Err(Refusal::HelpdeskOnly);
    }
    if needs.contains(&ticket.status) {
        return Ok(());
    }
    match (command.role, ticket.closed_at) {
        (Role::User, Some(closed_at)) => Err(Refusal::ClosedMeanwhile {
            number: ticket.number,
            closed_at,
        }),
        _ => Err(Refusal::WrongStatus {
            ticket: Box::new(ticket.clone()),
            is: ticket.status,
            needs: needs.to_vec(),
        }),
    }
}

/// The change of a report; `None` for any other command.
fn report(command: &Command, at: DateTime<Utc>) -> Option<Change> {
    let Action::Report {
        description,
        place,
        assignment,
        follows,
        reporter,
    } = &command.action
    else {
        return None;
    };
    let ticket = Ticket {
        id: command.ticket,
        number: None,
        description: description.clone(),
        place: place.clone(),
        category: assignment.category,
        category_by: CategoryBy::Classifier,
        assignment: Some(assignment.clone()),
        status: Status::Open,
        opened_at: at,
        modified_at: at,
        closed_at: None,
        version: 1,
        description_version: 1,
        place_version: 1,
        messages: 0,
        last_word: None,
        waiting_since: Some(at),
        follows: follows.filter(|followed| *followed != command.ticket),
    };
    let event = Event::Reported {
        category: assignment.category,
        assignment: Some(assignment.clone()),
        reporter: reporter.clone().filter(|_| command.role == Role::Helpdesk),
    };
    let change = PendingChange {
        after: ticket,
        at,
        command,
    };
    Some(change.finish(event))
}

/// A change that is being built: the new state of the ticket, the time of the change, and the command.
struct PendingChange<'a> {
    after: Ticket,
    at: DateTime<Utc>,
    command: &'a Command,
}

impl PendingChange<'_> {
    fn modify(
        mut self,
        before: &Ticket,
        edit: &Edit,
        assignment: Option<&Assignment>,
    ) -> Result<Change, Refusal> {
        let description = edit
            .description
            .as_ref()
            .filter(|text| **text != before.description);
        let place = edit.place.as_ref().filter(|place| **place != before.place);
        if description.is_none() && place.is_none() {
            return Err(Refusal::NothingToChange);
        }
        // Neither an unresolved command nor a version that this ticket never had (the desk was restored from a
        // backup) shows which texts the writer saw.
        let seen = edit.base.version().filter(|version| *version <= before.version);
        let stale = |field: u64| seen.is_none_or(|version| field > version);
        let conflict = (description.is_some() && stale(before.description_version))
            || (place.is_some() && stale(before.place_version));
        if conflict {
            return Err(Refusal::EditedMeanwhile {
                theirs: Box::new(before.clone()),
                yours: edit.clone(),
            });
        }
        let mut reassigned = None;
        if let Some(text) = description {
            self.after.description = text.clone();
            self.after.description_version = self.after.version;
            // Somebody works on an active ticket: its category changes only by the helpdesk.
            let classifies = before.category_by == CategoryBy::Classifier && before.status == Status::Open;
            if let Some(new) = assignment.filter(|_| classifies) {
                self.after.category = new.category;
                self.after.assignment = Some(new.clone());
                reassigned = Some(new.clone());
            }
        }
        if let Some(place) = place {
            self.after.place = place.clone();
            self.after.place_version = self.after.version;
        }
        let event = Event::Modified {
            description: changed(&before.description, &self.after.description),
            place: changed(&before.place, &self.after.place),
            category: changed(&before.category, &self.after.category),
            assignment: reassigned,
        };
        Ok(self.finish(event))
    }

    fn write(mut self, body: &Body) -> Change {
        self.after.messages = self.after.messages.saturating_add(1);
        self.after.last_word = Some(self.command.role);
        self.after.waiting_since = match self.command.role {
            Role::Helpdesk => None,
            Role::User => self.after.waiting_since.or(Some(self.at)),
        };
        let message = Message {
            id: MessageId(self.command.id.0),
            ticket: self.after.id,
            body: body.clone(),
            role: self.command.role,
            name: self.command.name.clone(),
            created_at: self.at,
        };
        Change {
            message: Some(message),
            ..self.finish(Event::Wrote)
        }
    }

    fn start(mut self) -> Change {
        self.after.status = Status::Active;
        self.finish(Event::Started)
    }

    fn close(mut self) -> Change {
        self.after.status = Status::Closed;
        self.after.closed_at = Some(self.at);
        self.after.waiting_since = None;
        self.finish(Event::Closed)
    }

    fn correct(mut self, category: Category) -> Change {
        let before = self.after.category;
        self.after.category = category;
        self.after.category_by = CategoryBy::Helpdesk;
        self.finish(Event::Corrected {
            category: Changed {
                before,
                after: category,
            },
        })
    }

    /// The store removes the texts of messages and earlier lines of history, which are not part of the ticket.
    fn remove_text(mut self, before: &Ticket, text: TextPart) -> Result<Change, Refusal> {
        if text == TextPart::Description && before.description.is_removed() {
            return Err(Refusal::NothingToChange);
        }
        text.remove_from_ticket(&mut self.after);
        // An edit of the removed text conflicts.
        if self.after.description != before.description {
            self.after.description_version = self.after.version;
        }
        if self.after.place != before.place {
            self.after.place_version = self.after.version;
        }
        Ok(self.finish(Event::TextRemoved { text }))
    }

    fn finish(self, event: Event) -> Change {
        let entry = HistoryEntry {
            command: self.command.id,
            version: self.after.version,
            at: self.at,
            role: self.command.role,
            name: self.command.name.clone(),
            event,
        };
        Change {
            ticket: self.after,
            entry,
            message: None,
        }
    }
}

fn changed<T: PartialEq + Clone>(before: &T, after: &T) -> Option<Changed<T>> {
    (before != after).then(|| Changed {
        before: before.clone(),
        after: after.clone(),
    })
}
