//! A closed report: its reporter reads the answer, and reports it again.

use end_to_end::window::Laptop;

use crate::other_clients;

#[tokio::test]
async fn a_student_reads_the_answer_of_a_closed_report_and_reports_it_again() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window.types("#report-description", "The lift is stuck").await;
    window.types("#report-place", "Hall B").await;
    window.click("#report button", "Send report").await;
    window.sees("#report h2", "Your report is number #1").await;
    let helpdesk = window.api("helpdesk");
    let lift = helpdesk.ticket(1).await.unwrap();
    let of_others = other_clients::report(&window.api("user"), "No light in room 12", None).await;
    other_clients::write(&helpdesk, &lift, "It was the door sensor").await;
    for ticket in [&lift, &of_others] {
        other_clients::close(&helpdesk, ticket).await;
    }

    // The answer is marked, and can be read.
    window.sees("#my-reports .mine", "closed").await;
    window.sees("#my-reports .badge", "new answer").await;
    window.click("#my-reports .mine", "The lift is stuck").await;
    window.sees("#ticket .message", "It was the door sensor").await;
    window.sees("#ticket .closed-note", "You can read it").await;
    assert_eq!(window.count("#ticket form").await, 0, "read only");
    window.picture("closed-report");

    // "Report it again" makes a new ticket, linked in both.
    window
        .click("#ticket .actions button", "Still broken? Report it again")
        .await;
    window.sees("#ticket h1", "Report #1 again").await;
    assert_eq!(
        window.value("#report-again-description").await,
        "The lift is stuck"
    );
    window
        .pastes("#report-again-description", "The lift is stuck again, on floor 2")
        .await;
    window.picture("report-again");
    window.click("#report-again button", "Report it again").await;
    window.sees("#report-again h2", "Your report is number #3").await;
    window.click("#report-again button", "Open the ticket").await;
    window.sees("#ticket .description", "on floor 2").await;
    window.picture("follow-up");
    window.click("#ticket .links button", "Follow-up of #1").await;
    window.sees("#ticket .links button", "Reported again as #3").await;
    let again = helpdesk.ticket(3).await.unwrap();
    assert_eq!(again.follows, Some(lift.id));

    // Closed tickets of others stay hidden from the user's token.
    for ticket in [&lift, &of_others] {
        let seen = window.api("user").ticket(ticket.id).await;
        assert!(seen.is_err(), "{seen:?}");
    }
    window.assert_no_errors().await;
}
