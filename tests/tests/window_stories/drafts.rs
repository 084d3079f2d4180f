//! Drafts: typed text survives a crash and a closed window.

use end_to_end::window::{Laptop, Window};

use crate::other_clients;

#[tokio::test]
async fn half_a_report_an_edit_and_a_message_survive_a_crash() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    let lift = other_clients::report(&window.api("user"), "The lift is stuck", Some("Hall B")).await;
    window
        .types("#report-description", "The heating in my room has")
        .await;
    window.types("#report-place", "Hall C").await;
    window.sees("#report .draft-note", "draft saved").await;
    wait_until_drafts_are_saved(&window).await;
    window.picture("draft-saved");

    window.click("#rows .row-open", "The lift is stuck").await;
    window.click("#ticket .actions button", "Edit").await;
    window
        .pastes("#editor-description", "The lift is stuck between")
        .await;
    window.pastes("#editor-place", "Hall B, east").await;
    window.sees("#editor .draft-note", "draft saved").await;
    window.types("#composer-body", "Is anybody on").await;
    window.sees("#composer .draft-note", "draft saved").await;
    wait_until_drafts_are_saved(&window).await;
    window.kill();

    let window = laptop.open().await;
    assert_eq!(
        window.value("#report-description").await,
        "The heating in my room has"
    );
    assert_eq!(window.value("#report-place").await, "Hall C");
    window.sees("#report .draft-note", "draft saved").await;
    window.sees("#report-assignment", "Facility management").await;
    window.click("#rows .row-open", "The lift is stuck").await;
    window.sees("#editor", "Save").await;
    assert_eq!(
        window.value("#editor-description").await,
        "The lift is stuck between"
    );
    assert_eq!(window.value("#editor-place").await, "Hall B, east");
    assert_eq!(window.value("#composer-body").await, "Is anybody on");

    // The helpdesk has drafts of its own.
    window.click("#ticket [data-back]", "").await;
    window.click("header button", "I work at the helpdesk").await;
    window.sees(".sidebar h2", "Queue").await;
    window.click("#rows .row-open", "The lift is stuck").await;
    window.sees("#ticket h1", "Ticket #1").await;
    assert_eq!(window.value("#composer-body").await, "");
    window.click("header button", "Report a problem").await;
    window.sees("h1", "Report a problem").await;

    // Sent and discarded texts are no drafts any more.
    window.click("#report button", "Send report").await;
    window.sees("#report h2", "Your report is number #2").await;
    window.click("#rows .row-open", "The lift is stuck").await;
    window.click("#editor button", "Save").await;
    window
        .sees("#ticket .description", "The lift is stuck between")
        .await;
    window.click("#composer button", "Send").await;
    window.sees("#ticket .message", "Is anybody on").await;
    window.kill();
    let window = laptop.open().await;
    assert_eq!(window.value("#report-description").await, "");
    window.click("#rows .row-open", "The lift is stuck").await;
    window.sees("#ticket h1", "Ticket #1").await;
    assert_eq!(window.value("#composer-body").await, "");
    assert_eq!(window.count("#ticket #editor-description").await, 0);
    let now = window.api("user").ticket(lift.id).await.unwrap();
    assert_eq!(now.place.unwrap().as_str(), "Hall B, east");
}

#[tokio::test]
async fn a_window_that_is_closed_right_after_a_key_press_saves_the_draft() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window
        .types("#report-description", "It smells of gas in the lab")
        .await;
    let _ = window.close();
    let window = laptop.open().await;
    assert_eq!(
        window.value("#report-description").await,
        "It smells of gas in the lab"
    );
    assert_eq!(window.count("#rows .row").await, 0, "nothing was sent of it");
}

/// Waits until all input is saved as a draft: a crash may lose the last half second.
pub async fn wait_until_drafts_are_saved(window: &Window) {
    let _ = window
        .run("return new Promise((done) => setTimeout(done, 1_000))", vec![])
        .await;
}
