//! The smoke test: a report from the form to the database, to the queue, and to a chart.

use end_to_end::window::Laptop;
use tickets::{CommandId, Status};
use wire::NewTicket;

#[tokio::test]
async fn a_report_goes_from_the_form_to_the_disk_to_the_queue_to_a_chart() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window.sees("h1", "Report a problem").await;
    window
        .types(
            "#report-description",
            "The lift in the library is stuck between two floors",
        )
        .await;
    window.types("#report-place", "Library").await;
    window.click("#report button", "Send report").await;
    window.sees(".reported", "number #1").await;
    window.sees("#my-reports", "The lift in the library").await;
    window.sees("#rows .row", "The lift in the library").await;
    window.picture("smoke-reported");

    window.click("header button", "I work at the helpdesk").await;
    window.sees(".sidebar h2", "Queue").await;
    window.click("#rows .row-open", "The lift in the library").await;
    window.sees("#ticket", "stuck between two floors").await;
    window.click("#ticket button", "Start").await;
    window.sees(".ticket-head", "active").await;
    window.picture("smoke-started");

    window.click("button.nav", "Analysis").await;
    window.sees("#panel", "1").await;
    window
        .until(
            "a chart is drawn",
            "document.querySelector('#panel figure svg') !== null",
        )
        .await;
    // The drawing is on the page before it is painted.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    window.picture("smoke-backlog");
    window.assert_no_errors().await;
    let _ = window.close();

    let window = laptop.open().await;
    window.sees("#count-active", "1").await;
}

#[tokio::test]
async fn a_second_window_leaves_the_desk_to_the_first() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    window.sees(".sidebar h2", "Queue").await;
    assert!(
        laptop.start_second_instance().success(),
        "it asked the first and ended"
    );
    assert!(window.application().is_alive());
    window.sees(".sidebar h2", "Queue").await;
}

#[tokio::test]
async fn a_close_waits_and_is_sent_when_the_window_closes() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let report = NewTicket {
        description: "The lift is stuck".to_owned(),
        ..NewTicket::default()
    };
    let lift = window
        .api("user")
        .report(CommandId::new(), &report)
        .await
        .expect("reported");
    window.click("#rows .row-open", "The lift is stuck").await;
    window.click("#ticket button", "Close").await;
    window.sees("#ticket .actions", "Closing").await;
    window.sees("#rows .row", "Undo").await;
    let now = window.api("helpdesk").ticket(lift.id).await.expect("it is there");
    assert_eq!(now.status, Status::Open, "not sent yet");
    let _ = window.close();

    let window = laptop.open().await;
    let now = window.api("helpdesk").ticket(lift.id).await.expect("it is there");
    assert_eq!(now.status, Status::Closed);
}
