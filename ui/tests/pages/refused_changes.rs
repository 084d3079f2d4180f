//! Fixtures: the line about the hub, and changes that it refused.
#![allow(dead_code, missing_docs, reason = "each test crate uses some of it")]
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a fixture that cannot be made says so by panicking"
)]

use chrono::TimeDelta;
use tickets::{Action, Base, Body, Description, Edit, Refusal, Role, Status, Ticket};
use ui::Fragment;
use ui::attention::{AttentionList, AttentionPage, EarlierTickets, ParkedChange, RefusedChange};
use ui::entry::Header;
use ui::hub::{HubLine, Link, Standing};

use crate::fixtures::{ago, clock, command, header, heating_is_off, id, now};

/// A line about a state that has lasted for some seconds.
pub fn line(link: Link, seconds: i64, waiting: usize) -> HubLine {
    HubLine {
        standing: Standing {
            link,
            since: now() - TimeDelta::seconds(seconds),
            waiting,
            complete: true,
        },
        attention: 0,
        clock: clock(),
    }
}

fn refused(number: u64, action: Action, refusal: Refusal, now: Option<Ticket>) -> RefusedChange {
    RefusedChange {
        command: command(number),
        ticket: id(1),
        number: Some(1),
        given_at: ago(2),
        action,
        refusal,
        now,
        again: command(8),
        new_ticket: id(9),
    }
}

fn edit(text: &str) -> Edit {
    Edit {
        base: Base::Version(1),
        description: Some(Description::new(text).unwrap()),
        place: None,
    }
}

/// An edit that somebody else was faster with.
pub fn edited_meanwhile() -> RefusedChange {
    let theirs = heating_is_off().ticket;
    let yours = edit("The heating is off on all floors");
    let refusal = Refusal::EditedMeanwhile {
        theirs: Box::new(theirs.clone()),
        yours: yours.clone(),
    };
    let action = Action::Modify {
        edit: yours,
        assignment: None,
    };
    refused(5, action, refusal, Some(theirs))
}

/// A message in a ticket that was closed.
pub fn closed_meanwhile() -> RefusedChange {
    let refusal = Refusal::ClosedMeanwhile {
        number: Some(1),
        closed_at: ago(1),
    };
    let body = Body::new("It is cold again").unwrap();
    refused(6, Action::Write { body }, refusal, None)
}

/// A start of a ticket that somebody else had started.
pub fn started_twice() -> RefusedChange {
    let ticket = heating_is_off().ticket;
    let refusal = Refusal::WrongStatus {
        ticket: Box::new(ticket.clone()),
        is: Status::Active,
        needs: vec![Status::Open],
    };
    refused(7, Action::Start, refusal, Some(ticket))
}

/// A message on which the hub fails.
pub fn fails_at_the_hub() -> ParkedChange {
    ParkedChange {
        command: command(10),
        number: Some(1),
        given_at: ago(3),
        action: Action::Write {
            body: Body::new("It also smells of gas").unwrap(),
        },
    }
}

/// The page with all kinds of items.
pub fn attention_page() -> String {
    let items = [edited_meanwhile(), closed_meanwhile(), started_twice()];
    let parked = [fails_at_the_hub()];
    let page = AttentionPage {
        header: Header {
            hub: Some(HubLine {
                attention: 5,
                ..line(Link::Offline, 600, 2)
            }),
            ..header(Role::Helpdesk)
        },
        list: AttentionList {
            items: &items,
            parked: &parked,
            earlier: Some(EarlierTickets {
                file: "/home/ada/.local/share/campus-desk/desk-alone-2026-03-02T09-00-00Z.db".to_owned(),
                unclosed: 12,
            }),
            clock: clock(),
        },
    };
    page.html()
}
