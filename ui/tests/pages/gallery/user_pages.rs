//! The reporter's pages, and the page that asks for the role.

use tickets::{Category, QueueRow, Role, Status};
use ui::Fragment;
use ui::browser::{HelpdeskKey, RoleChanged, WhyNot};
use ui::classification::LearningNow;
use ui::entry::{Entry, Header};
use ui::hint::{Hints, hint};
use ui::hub::Link;
use ui::queue::{QueueChoice, QueueCounts, QueuePage, View};
use ui::report::{ReportForm, Reported};
use ui::user::{MyReport, MyReports, UserPage};

use super::{State, state};
use crate::fixtures::{
    ago, assignment, clock, counts, header, heating_is_off, id, learning, list, report_form, rows,
};

pub fn entry_and_shared_computer() -> Vec<State> {
    let shared = |role| Header {
        shared: true,
        ..header(role)
    };
    let (counts, open) = (counts(), rows(4));
    let queue = QueuePage {
        header: shared(Role::Helpdesk),
        choice: QueueChoice::default(),
        counts: QueueCounts {
            counts: &counts,
            view: View::Open,
        },
        learning: learning(LearningNow::Nothing),
        analyses: true,
        rows: list(Role::Helpdesk, &open),
        pane: None,
    };
    let in_browser = |role| Header {
        in_browser: true,
        ..header(role)
    };
    let queue_in_browser = QueuePage {
        header: in_browser(Role::Helpdesk),
        choice: QueueChoice::default(),
        counts: QueueCounts {
            counts: &counts,
            view: View::Open,
        },
        learning: learning(LearningNow::Nothing),
        analyses: false,
        rows: list(Role::Helpdesk, &open),
        pane: None,
    };
    let user = user_under(shared(Role::User), report_form("", None), &open, &[]);
    vec![
        state("entry", Entry { shared: false }.html()),
        state("helpdesk-key", HelpdeskKey { why_not: None }.html()),
        state(
            "helpdesk-key-wrong",
            HelpdeskKey {
                why_not: Some(WhyNot::Wrong),
            }
            .html(),
        ),
        state(
            "user-in-browser",
            user_under(in_browser(Role::User), report_form("", None), &open, &[]),
        )
        .with_notices(RoleChanged { role: Role::User }.html()),
        state("queue-in-browser", queue_in_browser.html()),
        state("entry-shared", Entry { shared: true }.html()),
        state("user-shared", user),
        state("queue-shared", queue.html()),
    ]
}

pub fn user_pages() -> Vec<State> {
    let text = "The heating in my room has been off since Monday, and the window does not close";
    let (sure, unsure) = (
        assignment(Category::FacilityManagement, true, &["heating", "window", "room"]),
        assignment(Category::ServicesComplaints, false, &["off"]),
    );
    let too_long = Hints {
        text: Some(hint(
            "The description",
            tickets::TextError::TooLong {
                is: 10_001,
                most: 10_000,
            },
        )),
        place: Some(hint("The place", tickets::TextError::NotOneLine)),
        name: None,
        contact: None,
    };
    let typing = ReportForm {
        draft_saved: Some(ago(1)),
        place: "Hall B, room 214",
        ..report_form(text, Some(&sure))
    };
    let unsure = ReportForm {
        hints: too_long,
        ..report_form("It is off", Some(&unsure))
    };
    let reported = user(report_form("", None), &rows(4), &[]).replacen(
        &report_form("", None).html(),
        &Reported {
            link: Link::Online,
            role: Role::User,
            ticket: &heating_is_off().ticket,
            again: None,
            more_left: false,
        }
        .html(),
        1,
    );
    vec![
        state("user-empty", user(report_form("", None), &[], &[])),
        state("user-typing", user(typing, &rows(6), &mine())),
        state("user-hints", user(unsure, &rows(2), &[])),
        state("user-reported", reported),
    ]
}

fn mine() -> Vec<MyReport> {
    let report = |number, summary: &str, (status, unseen_answer, closed_at)| MyReport {
        id: id(number),
        number: Some(number),
        summary: summary.to_owned(),
        status,
        closed_at,
        unseen_answer,
    };
    vec![
        report(
            1042,
            "The heating in my room has been off since Monday, it is cold.",
            (Status::Active, true, None),
        ),
        report(
            1031,
            "The bicycle stand in front of Hall B has been torn out of the ground and lies across the path",
            (Status::Open, false, None),
        ),
        report(988, "Wi-Fi drops", (Status::Closed, false, Some(ago(300)))),
    ]
}

pub fn user(form: ReportForm<'_>, rows: &[QueueRow], mine: &[MyReport]) -> String {
    user_under(header(Role::User), form, rows, mine)
}

fn user_under(header: Header, form: ReportForm<'_>, rows: &[QueueRow], mine: &[MyReport]) -> String {
    UserPage {
        header,
        form,
        mine: MyReports {
            shown: 20,
            more: None,
            reports: mine,
            clock: clock(),
        },
        list: list(Role::User, rows),
    }
    .html()
}
