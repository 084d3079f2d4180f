//! One ticket in each state, for both roles.

use tickets::{LinkedTicket, Role, Status, TicketPage};
use ui::Fragment;
use ui::report::{ReportAgain, ReportForm};
use ui::ticket::{Gone, TicketPane, WhyGone};
use ui::ticket_forms::{ClosedMeanwhile, Conflict, Editor};

use super::user_pages::user;
use super::{State, state};
use crate::fixtures::{
    ago, clock, command, composer, editor, heating_is_off, hostile, id, lift_in_arabic, report_form, rows,
    view,
};

pub fn ticket_pages() -> Vec<State> {
    let (heating, hostile, arabic) = (heating_is_off(), hostile(), lift_in_arabic());
    let conflict = user_ticket(&pane(&heating, Role::User, None).html()).replacen(
        r#"<div id="editor"></div>"#,
        &a_conflict(&heating),
        1,
    );
    let closed = pane(&heating, Role::User, None).html();
    let composer_html = composer(&heating, Role::User).html();
    let closed = user_ticket(&closed.replacen(&composer_html, &closed_meanwhile(), 1));
    vec![
        state(
            "user-ticket",
            user_ticket(&pane(&heating, Role::User, None).html()),
        ),
        state(
            "user-ticket-hostile",
            user_ticket(&pane(&hostile, Role::User, None).html()),
        ),
        state(
            "user-ticket-arabic",
            user_ticket(&pane(&arabic, Role::User, None).html()),
        ),
        state(
            "user-editor",
            user_ticket(&pane(&heating, Role::User, Some(editor(&heating))).html()),
        ),
        state("user-conflict", conflict),
        state("user-closed-meanwhile", closed),
        state("user-closed-report", user_ticket(&closed_report())),
        state("user-report-again", user_ticket(&report_again())),
        state("user-unsent-answer", user_ticket(&unsent_answer())),
        state(
            "user-gone",
            user_ticket(
                &Gone {
                    why: WhyGone::Closed {
                        number: Some(1042),
                        closed_at: Some(ago(2)),
                    },
                    clock: clock(),
                }
                .html(),
            ),
        ),
    ]
}

/// The user's page with `content` in place of the ticket.
fn user_ticket(content: &str) -> String {
    user(report_form("", None), &rows(2), &[])
        .replacen(r#"data-pane="list""#, r#"data-pane="ticket""#, 1)
        .replacen(
            r#"<section id="ticket" class="user-ticket" aria-label="Ticket">"#,
            &format!(r#"<section id="ticket" class="user-ticket" aria-label="Ticket">{content}"#),
            1,
        )
}

pub fn pane<'a>(page: &'a TicketPage, role: Role, editor: Option<Editor<'a>>) -> TicketPane<'a> {
    TicketPane {
        view: view(page, role),
        editor,
        composer: Some(composer(page, role)),
        left: None,
    }
}

pub fn a_conflict(page: &TicketPage) -> String {
    Conflict {
        theirs: &page.ticket,
        command: command(7),
        description: "The heating in my room works again since noon, but the window does not close any more.",
        place: "Hall B, room 214",
        name: "",
        clock: clock(),
    }
    .html()
}

fn closed_meanwhile() -> String {
    ClosedMeanwhile {
        answer: false,
        number: Some(1042),
        closed_at: Some(ago(1)),
        form: ReportForm {
            again: Some(id(1042)),
            place: "Hall B",
            ..report_form("It is still cold, and now the water is cold too.", None)
        },
        clock: clock(),
    }
    .html()
}

/// A closed ticket, as its reporter reads it.
fn closed_report() -> String {
    let mut page = heating_is_off();
    page.ticket.status = Status::Closed;
    page.ticket.closed_at = Some(ago(1));
    page.links.followed_by = vec![LinkedTicket {
        id: id(1057),
        number: Some(1057),
    }];
    let pane = TicketPane {
        composer: None,
        ..pane(&page, Role::User, None)
    };
    pane.html()
}

fn report_again() -> String {
    ReportAgain {
        number: Some(1042),
        form: ReportForm {
            again: Some(id(1042)),
            place: "Hall B, room 214",
            ..report_form(
                "The heating in my room has been off since Monday, it is cold.",
                None,
            )
        },
    }
    .html()
}

fn unsent_answer() -> String {
    ClosedMeanwhile {
        answer: true,
        number: Some(1042),
        closed_at: Some(ago(1)),
        form: ReportForm {
            again: Some(id(1042)),
            from: "message",
            answer: true,
            ..report_form("A technician comes on Wednesday between 9 and 11.", None)
        },
        clock: clock(),
    }
    .html()
}
