//! Who sees and does what.

use std::sync::atomic::Ordering;

use pages::commands::{analysis, classification, entry, list, notices, report, status, ticket};
use pages::{Answer, CommandError, Form, Visit};
use tickets::{Category, CommandId, Role, Status};

use crate::visitor::Office;

#[test]
fn a_stranger_is_asked_for_the_role_and_has_the_rights_of_a_user() {
    let office = Office::open();
    let stranger = office.stranger();
    assert!(stranger.send(entry::home, []).has("[hx-post='/choose_role']"));
    assert!(list::queue(&stranger, &Form::default()).is_err());
    let page = stranger.send(entry::choose_role, [("role", "helpdesk")]);
    assert!(page.has("#rows") && page.has(".desk"));
    assert!(
        stranger.send(entry::home, []).has(".desk"),
        "the choice is remembered"
    );
}

#[test]
fn a_pinned_role_cannot_be_switched() {
    let office = Office::open();
    let mut pinned = office.stranger();
    pinned.pinned_role = Some(Role::User);
    let page = pinned.send(entry::choose_role, [("role", "helpdesk")]);
    assert!(page.has("form[data-draft=report]"), "still the user's page");
    assert!(matches!(
        list::queue(&pinned, &Form::default()),
        Err(CommandError::HelpdeskOnly)
    ));
}

#[test]
fn a_user_never_sees_a_closed_ticket_of_others_but_the_helpdesk_does() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = office.visitor(Role::User).report("The lift is stuck").id;
    helpdesk.write(lift, "Secret of the helpdesk");
    helpdesk.close(&helpdesk.open(lift));
    let form = Form::from([("ticket", &*lift.to_string())]);
    for command in [
        ticket::open_ticket,
        ticket::ticket_view,
        pages::commands::edit::edit_ticket,
        report::report_again,
    ] {
        let html = command(&user, &form).unwrap();
        assert!(!html.contains("stuck") && !html.contains("Secret"), "{html}");
        assert!(html.contains("closed"), "{html}");
    }
    let rows = user.send(list::user_list, [("q", "is:closed")]);
    assert_eq!(rows.count(".row"), 0);
    assert_eq!(user.send(list::user_list, []).count(".row"), 0);
    let pane = helpdesk.open(lift);
    assert_eq!(pane.text(".description > .text"), "The lift is stuck");
    assert!(!pane.has("form, [data-close]"), "read only");
}

#[test]
fn the_commands_of_the_helpdesk_are_rejected_for_a_user() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let commands: [fn(&dyn Visit, &Form) -> Answer; 9] = [
        analysis::analysis,
        classification::classification,
        classification::classification_figures,
        classification::learning,
        classification::use_model,
        list::queue,
        list::queue_counts,
        list::queue_rows,
        report::report_for_someone,
    ];
    for command in commands {
        assert!(matches!(
            command(&user, &Form::default()),
            Err(CommandError::HelpdeskOnly)
        ));
    }
    assert_eq!(user.services_started.load(Ordering::Relaxed), 0);
    let html = CommandError::HelpdeskOnly.html();
    assert!(html.contains("Only the helpdesk"), "{html}");
}

#[test]
fn a_start_or_a_correction_of_a_user_is_refused_and_changes_nothing() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck");
    let (command, ticket) = (CommandId::new().to_string(), lift.id.to_string());
    for command_of_helpdesk in [status::start_ticket, status::correct_category] {
        let answer = user.send(
            command_of_helpdesk,
            [
                ("command", &*command),
                ("ticket", &*ticket),
                ("category", Category::ServicesComplaints.as_str()),
            ],
        );
        assert!(answer.text(".notice").contains("Only the helpdesk"));
    }
    assert_eq!(user.ticket(lift.id).version, lift.version);
}

#[test]
fn the_helpdesk_starts_a_ticket_once() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = helpdesk.report("The lift is stuck").id;
    let start = || {
        let (command, ticket) = (CommandId::new().to_string(), lift.to_string());
        helpdesk.send(
            status::start_ticket,
            [("command", &*command), ("ticket", &*ticket)],
        )
    };
    assert_eq!(start().attr(".ticket-head", "data-status"), "active");
    assert!(
        start().text(".notice").contains("already"),
        "a second start is refused"
    );
    assert_eq!(helpdesk.status(lift), Status::Active);
}

#[tokio::test]
async fn the_panel_of_an_analysis_comes_from_its_service() {
    let office = Office::open();
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let panel = async |last| {
        let form = Form::from([("name", "backlog"), ("last", last)]);
        analysis::analysis_panel(&helpdesk, &form).await
    };
    assert_eq!(panel("").await.unwrap(), "<p>48h</p>", "a period is needed");
    assert_eq!(panel("7d").await.unwrap(), "<p>7d</p>");
    assert!(
        panel("1y").await.unwrap().contains("hx-post=\"/analysis_panel\""),
        "it retries"
    );
    assert!(panel("nonsense").await.is_err());
    assert!(helpdesk.services_started.load(Ordering::Relaxed) > 0);
    assert!(analysis::analysis_panel(&user, &Form::default()).await.is_err());
    assert!(helpdesk.send(analysis::analysis, []).has("#panel"));
}

#[test]
fn a_notice_is_held_until_it_is_dismissed() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    helpdesk.send(
        classification::use_model,
        [("version", "a version that was deleted")],
    );
    let page = helpdesk.send(notices::notices, []);
    assert!(page.text(".notice").contains("cannot be used"));
    let id = page.attr(".notice", "id").replace("notice-", "");
    helpdesk.send(notices::dismiss_notice, [("id", &*id)]);
    assert!(!helpdesk.send(notices::notices, []).has(".notice"));
}
