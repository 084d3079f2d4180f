//! Reporting a problem.

use pages::commands::{entry, my_reports, report, ticket};
use pages::{Form, Visit};
use store::FormKind;
use tickets::{CommandId, Role, TicketId};

use crate::visitor::Office;

#[test]
fn a_report_is_accepted_with_its_number_and_is_listed_on_this_laptop() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let (command, ticket) = (CommandId::new().to_string(), TicketId::new());
    let page = user.send(
        report::report_ticket,
        [
            ("command", &*command),
            ("ticket", &*ticket.to_string()),
            ("description", "The printer is on fire"),
            ("name", "Ada"),
        ],
    );
    assert!(page.text("*").contains("#1"), "{}", page.text("*"));
    assert!(page.has("#my-reports, [hx-target='#my-reports']"));
    let listed = user.send(my_reports::my_reports, []);
    assert!(listed.text("*").contains("The printer is on fire"));
    let form = user.send(entry::home, []);
    assert_eq!(form.field("form[data-draft=report]", "name"), "Ada");
    assert_eq!(form.field("form[data-draft=report]", "description"), "");
}

#[test]
fn a_report_that_is_sent_twice_counts_once() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let (command, ticket) = (CommandId::new().to_string(), TicketId::new().to_string());
    let fields = [
        ("command", &*command),
        ("ticket", &*ticket),
        ("description", "The lift is stuck"),
    ];
    for _ in 0..2 {
        assert!(!user.send(report::report_ticket, fields).has(".notice"));
    }
    let helpdesk = office.visitor(Role::Helpdesk);
    let queue = helpdesk.send(pages::commands::list::queue_rows, []);
    assert_eq!(queue.count(".row"), 1);
}

#[test]
fn a_report_that_is_sent_again_after_its_ticket_closed_is_received_and_not_offered_again() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let (command, ticket) = (CommandId::new().to_string(), TicketId::new());
    let fields = [
        ("command", &*command),
        ("ticket", &*ticket.to_string()),
        ("description", "The lift is stuck"),
    ];
    user.send(report::report_ticket, fields);
    let helpdesk = office.visitor(Role::Helpdesk);
    helpdesk.close(&helpdesk.open(ticket));
    let again = user.send(report::report_ticket, fields);
    assert!(
        again.text(".notice").contains("received as part of #1"),
        "{}",
        again.text("*")
    );
    assert_eq!(again.field("form[data-draft=report]", "description"), "");
}

#[test]
fn an_invalid_report_comes_back_with_its_text_and_a_hint() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let (command, ticket) = (CommandId::new().to_string(), TicketId::new().to_string());
    let page = user.send(
        report::report_ticket,
        [
            ("command", &*command),
            ("ticket", &*ticket),
            ("description", "  "),
            ("place", "Hall B"),
        ],
    );
    assert!(page.has("textarea[name=description][aria-invalid=true]"));
    assert_eq!(page.field("form", "place"), "Hall B");
    assert_eq!(
        page.field("form", "command"),
        command,
        "sent again, it counts once"
    );
}

/// A form whose ticket exists already would be refused forever.
#[test]
fn a_refused_report_comes_back_with_its_text_and_new_ids() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let existing = user.report("The lift is stuck").id.to_string();
    let command = CommandId::new().to_string();
    let page = user.send(
        report::report_ticket,
        [
            ("command", &*command),
            ("ticket", &*existing),
            ("description", "The printer is on fire"),
        ],
    );
    assert!(page.has(".notice"));
    assert_eq!(page.field("form", "description"), "The printer is on fire");
    assert_ne!(page.field("form", "ticket"), existing);
    assert_ne!(page.field("form", "command"), command);
}

#[test]
fn a_ticket_with_a_new_answer_can_be_read_on_a_full_disk() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    helpdesk.write(lift, "A technician is on the way");
    user.drafts.fill_the_disk();
    let pane = user.reads(lift);
    assert_eq!(pane.text(".message .text"), "A technician is on the way");
    let view = user.send(ticket::ticket_view, [("ticket", &*lift.to_string())]);
    assert!(view.text("*").contains("A technician"), "{}", view.text("*"));
}

#[test]
fn a_closed_tickets_message_becomes_a_new_report() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    helpdesk.close(&helpdesk.open(lift));
    let offer = user.write(lift, "It is stuck again");
    assert!(offer.has(".closed-meanwhile"));
    assert_eq!(offer.field("form", "description"), "It is stuck again");
    assert!(
        user.draft(FormKind::Message, Some(lift)).is_some(),
        "saved before it is offered"
    );

    let field = |name| offer.field("form", name);
    let reported = user.send(
        report::report_ticket,
        [
            ("command", &*field("command")),
            ("ticket", &*field("ticket")),
            ("description", "It is stuck again"),
            ("again", &*field("again")),
            ("from", &*field("from")),
        ],
    );
    assert!(reported.text("*").contains("#2"));
    assert_eq!(user.draft(FormKind::Message, Some(lift)), None);
    assert!(
        !user
            .send(ticket::open_ticket, [("ticket", &*lift.to_string())])
            .has("form")
    );
}

#[test]
fn the_note_and_the_places_follow_the_text() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    user.report("The wifi is down");
    let places = user.send(report::suggest_places, [("place", "Ha")]);
    assert_eq!(places.attr("option", "value"), "Hall B");
    let note = user.send(report::classify, [("description", "The wifi is down")]);
    assert!(!note.text("*").is_empty());
    let blank = report::classify(&user, &Form::from([("description", " ")])).unwrap();
    assert_eq!(blank.trim(), "");
}

#[test]
fn the_name_of_an_accepted_form_is_offered_in_the_next_one() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let visit: &dyn Visit = &user;
    let form = Form::from([("name", "Ada")]);
    assert_eq!(
        visit.caller(&form).name.map(|name| name.to_string()),
        Some("Ada".into())
    );
    visit.remember_name(&form);
    assert_eq!(visit.signed(Form::default()).text("name"), "Ada");
    visit.choose_role(Role::Helpdesk);
    assert_eq!(
        visit.signed(Form::default()).text("name"),
        "",
        "each role has its own"
    );
    visit.choose_role(Role::User);
    visit.remember_name(&Form::from([("name", "")]));
    assert_eq!(visit.signed(Form::default()).text("name"), "", "it was removed");
}

#[test]
fn the_helpdesk_reports_for_someone_with_their_name_and_contact() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let visit: &dyn Visit = &helpdesk;
    visit.remember_name(&Form::from([("name", "Noor")]));
    let form = helpdesk.send(report::report_for_someone, []);
    assert!(!form.has("[name=name]"), "the agent's name is not asked for");
    assert_eq!(form.field("form", "reporter_name"), "", "nor filled in");
    let ticket = TicketId::new();
    let send = |contact: &str| {
        helpdesk.send(
            report::report_ticket,
            [
                ("command", &*form.field("form", "command")),
                ("ticket", &*ticket.to_string()),
                ("description", "The lift is stuck"),
                ("reporter_name", "Ada"),
                ("contact", contact),
            ],
        )
    };
    let refused = send("telephone\n1234");
    assert!(refused.has("[name=contact][aria-invalid=true]"));
    assert_eq!(refused.field("form", "reporter_name"), "Ada");
    send("telephone 1234");
    let seen = |visitor: &crate::visitor::Visitor| visitor.open(ticket).text(".reporter");
    assert_eq!(seen(&helpdesk), "Reported for Ada (telephone 1234)");
    assert_eq!(seen(&office.visitor(Role::User)), "Reported for Ada");
    let history = helpdesk.open(ticket).text(".history");
    assert!(
        history.contains("Noor (helpdesk) sent the report for Ada"),
        "{history}"
    );
    for number in 0..60 {
        helpdesk.write(ticket, &format!("Attempt {number}"));
    }
    let long = helpdesk.open(ticket);
    assert!(long.text(".history").contains("Show earlier lines"));
    assert_eq!(
        long.text(".reporter"),
        "Reported for Ada (telephone 1234)",
        "also if the report is an earlier line"
    );
    assert_eq!(seen(&office.visitor(Role::User)), "Reported for Ada");
    let reported = helpdesk.page(ticket).report.unwrap();
    assert_eq!(
        reported.name.as_ref().map(ToString::to_string).as_deref(),
        Some("Noor")
    );
}
