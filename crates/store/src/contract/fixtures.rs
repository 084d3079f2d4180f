//! Commands, tickets and times for tests.

use crate::{Accepted, Anchor, Decision, Listing, Store};
use chrono::{DateTime, TimeDelta, Utc};
use tickets::{
    Action, Assignment, Base, Body, Category, Command, CommandId, Description, Edit, Filter, Order, Place,
    Role, Term, TicketId,
};

/// Monday morning, `minutes` after nine.
pub fn at(minutes: i64) -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

pub fn command(role: Role, ticket: TicketId, action: Action) -> Command {
    Command {
        id: CommandId::new(),
        role,
        name: None,
        ticket,
        given_at: at(0),
        only_at: None,
        number: None,
        action,
    }
}

pub fn assignment(category: Category, sure: bool) -> Assignment {
    Assignment {
        category,
        confidence: if sure { 0.97 } else { 0.41 },
        sure,
        because: Vec::new(),
        model: "test".to_owned(),
    }
}

pub fn report(text: &str) -> Command {
    report_at(text, None, Category::FacilityManagement)
}

pub fn report_at(text: &str, place: Option<&str>, category: Category) -> Command {
    let action = Action::Report {
        description: Description::new(text).unwrap(),
        place: place.map(|place| Place::new(place).unwrap()),
        assignment: assignment(category, true),
        follows: None,
        reporter: None,
    };
    command(Role::User, TicketId::new(), action)
}

/// A report of the problem of a closed ticket.
pub fn report_again(text: &str, closed: TicketId) -> Command {
    let mut again = report(text);
    if let Action::Report { follows, .. } = &mut again.action {
        *follows = Some(closed);
    }
    again
}

pub fn message(text: &str) -> Action {
    Action::Write {
        body: Body::new(text).unwrap(),
    }
}

pub fn new_description(version: u64, text: &str) -> Action {
    Action::Modify {
        edit: Edit {
            base: Base::Version(version),
            description: Some(Description::new(text).unwrap()),
            place: None,
        },
        assignment: Some(assignment(Category::TechnicalIt, true)),
    }
}

/// A new description, based on an earlier command.
pub fn description_after(earlier: CommandId, text: &str) -> Action {
    let Action::Modify { edit, assignment } = new_description(0, text) else {
        panic!("an edit");
    };
    Action::Modify {
        edit: Edit {
            base: Base::Command(earlier),
            ..edit
        },
        assignment,
    }
}

/// Applies a command that must be accepted.
pub fn accepted(store: &dyn Store, command: Command, minutes: i64) -> Accepted {
    store.apply(command, at(minutes)).unwrap().unwrap()
}

/// Applies a batch whose tickets can be read.
pub fn batch_decided(store: &dyn Store, batch: Vec<Command>, minutes: i64) -> Vec<Decision> {
    let decisions = store.apply_all(batch, at(minutes)).unwrap();
    decisions.into_iter().map(Result::unwrap).collect()
}

/// Reports a ticket.
pub fn reported(store: &dyn Store, text: &str, minutes: i64) -> TicketId {
    accepted(store, report(text), minutes).ticket.id
}

pub fn start(store: &dyn Store, ticket: TicketId, minutes: i64) -> Accepted {
    accepted(store, command(Role::Helpdesk, ticket, Action::Start), minutes)
}

pub fn close(store: &dyn Store, ticket: TicketId, minutes: i64) -> Accepted {
    accepted(store, command(Role::Helpdesk, ticket, Action::Close), minutes)
}

pub fn listing(filter: Filter, order: Order, at: Anchor, limit: usize) -> Listing {
    Listing {
        filter,
        order,
        at,
        limit,
    }
}

/// The ids of all tickets that pass a filter, in this order.
pub fn ids(store: &dyn Store, filter: Filter, order: Order) -> Vec<TicketId> {
    let page = store.rows(&listing(filter, order, Anchor::Start, 1_000)).unwrap();
    page.items.iter().map(|row| row.id).collect()
}

pub fn words(text: &str) -> Filter {
    Filter {
        terms: text.split(' ').map(|word| Term::Word(word.to_owned())).collect(),
        ..Filter::default()
    }
}
