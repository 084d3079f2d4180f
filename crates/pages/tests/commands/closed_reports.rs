//! A report that was closed: its reporter reads the answer, and reports it again.

use pages::commands::{drafts, my_reports, report, ticket};
use store::FormKind;
use tickets::{CommandId, Role, Status, TicketId};

use crate::dom::Page;
use crate::visitor::{Office, Visitor};

/// A report of `user` that the helpdesk has answered and closed.
fn answered(office: &Office, user: &Visitor) -> TicketId {
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = user.report("The lift is stuck").id;
    helpdesk.write(lift, "It was the door sensor");
    helpdesk.close(&helpdesk.open(lift));
    lift
}

fn send_as_it_is(visitor: &Visitor, page: &Page) -> Page {
    let field = |name| page.field("form", name);
    visitor.send(
        report::report_ticket,
        [
            ("command", &*field("command")),
            ("ticket", &*field("ticket")),
            ("description", &*field("description")),
            ("again", &*field("again")),
            ("from", &*field("from")),
        ],
    )
}

#[test]
fn the_reporter_reads_the_answer_of_a_closed_report_and_nobody_else_does() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = answered(&office, &user);
    let listed = user.send(my_reports::my_reports, []);
    assert_eq!(listed.text(".mine .badge"), "new answer");
    assert_eq!(listed.attr(".mine", "hx-post"), "/open_ticket");

    let pane = user.reads(lift);
    assert_eq!(pane.text(".message .text"), "It was the door sensor");
    assert_eq!(pane.attr(".ticket-head", "data-status"), "closed");
    assert!(!pane.has("form, [hx-post='/edit_ticket']"), "read only");
    let view = user.send(ticket::ticket_view, [("ticket", &*lift.to_string())]);
    assert_eq!(view.text(".message .text"), "It was the door sensor");
    let listed = user.send(my_reports::my_reports, []);
    assert!(!listed.has(".badge"), "it was read");
    assert!(listed.text(".closed-on").starts_with("closed"));

    let other = office.visitor(Role::User).open(lift);
    assert!(!other.text("*").contains("sensor") && other.has(".gone"));
}

#[test]
fn a_repeated_report_opens_no_closed_ticket_of_others() {
    let office = Office::open();
    let of_others = answered(&office, &office.visitor(Role::User));
    let user = office.visitor(Role::User);
    let command = CommandId::new().to_string();
    let send = |ticket: TicketId| {
        user.send(
            report::report_ticket,
            [
                ("command", &*command),
                ("ticket", &*ticket.to_string()),
                ("description", "No light in room 12"),
            ],
        )
    };
    let own = TicketId::new();
    send(own);
    let helpdesk = office.visitor(Role::Helpdesk);
    helpdesk.close(&helpdesk.open(own));
    // The command is known, so the desk ignores which ticket the form names.
    send(of_others);
    assert!(user.open(of_others).has(".gone"));
    assert!(!user.send(my_reports::my_reports, []).text("*").contains("lift"));
}

#[test]
fn a_closed_report_is_reported_again_and_both_tickets_are_linked() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = answered(&office, &user);
    assert!(
        user.open(lift)
            .text(".actions button")
            .contains("Report it again")
    );
    let form = user.send(report::report_again, [("ticket", &*lift.to_string())]);
    assert_eq!(form.text("h1"), "Report #1 again");
    assert_eq!(form.field("form", "description"), "The lift is stuck");
    assert_eq!(form.field("form", "place"), "Hall B");
    let reported = send_as_it_is(&user, &form);
    assert!(reported.text("h2").contains("#2"), "{}", reported.text("*"));

    let again: TicketId = form.field("form", "ticket").parse().unwrap();
    assert_eq!(user.open(again).text(".links"), "Follow-up of #1");
    assert_eq!(user.open(lift).text(".links"), "Reported again as #2");
    assert_eq!(user.status(lift), Status::Closed, "it stays closed");
    assert!(
        user.refreshed.lock().unwrap().contains(&Some(lift)),
        "its page is refreshed"
    );
    let other = office.visitor(Role::User).open(again);
    assert_eq!(other.text(".links"), "Follow-up of #1");
}

#[test]
fn a_report_that_was_begun_again_is_a_draft_until_it_is_sent_or_discarded() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = answered(&office, &user);
    let closed = lift.to_string();
    let form = user.send(report::report_again, [("ticket", &*closed)]);
    user.send(
        drafts::save_draft,
        [
            ("page", "again"),
            ("again", &*closed),
            ("from", ""),
            ("command", &*form.field("form", "command")),
            ("ticket", &*form.field("form", "ticket")),
            ("description", "It is stuck aga"),
        ],
    );
    assert!(
        !user.open(lift).has(".closed-meanwhile"),
        "it was not interrupted"
    );
    let form = user.send(report::report_again, [("ticket", &*closed)]);
    assert_eq!(form.field("form", "description"), "It is stuck aga");
    let pane = user.send(drafts::discard_draft, [("page", "again"), ("again", &*closed)]);
    assert!(pane.has(".ticket-pane"));
    let form = user.send(report::report_again, [("ticket", &*closed)]);
    assert_eq!(form.field("form", "description"), "The lift is stuck");
}

#[test]
fn an_answer_that_a_close_interrupts_stays_and_is_never_offered_as_a_report() {
    let office = Office::open();
    let (noor, kim) = (office.visitor(Role::Helpdesk), office.visitor(Role::Helpdesk));
    let lift = office.visitor(Role::User).report("The lift is stuck").id;
    kim.close(&kim.open(lift));
    let answers = [noor.write(lift, "A technician comes at ten"), noor.open(lift)];
    for answer in answers {
        let unsent = ".closed-meanwhile form.unsent-answer";
        assert_eq!(answer.field(unsent, "description"), "A technician comes at ten");
        assert!(answer.has(".closed-meanwhile [data-copy]"));
        assert_eq!(
            answer.text(".closed-meanwhile [type=submit]"),
            "Send as a linked ticket"
        );
        assert!(!answer.text(".closed-meanwhile").contains("eport it again"));
    }
    let blank = noor.send(
        report::report_ticket,
        [
            ("command", &*CommandId::new().to_string()),
            ("ticket", &*TicketId::new().to_string()),
            ("again", &*lift.to_string()),
            ("from", "message"),
            ("description", " "),
        ],
    );
    assert!(
        blank.has(".unsent-answer [aria-invalid=true]"),
        "it is still an answer"
    );
    send_as_it_is(&noor, &noor.open(lift));
    assert_eq!(noor.draft(FormKind::Message, Some(lift)), None);
    assert_eq!(noor.page(lift).links.followed_by.len(), 1);
}
