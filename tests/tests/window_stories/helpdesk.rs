//! The helpdesk besides its queue: reporting for someone, signing, undoing a close, notices, and places in quotation marks.

use end_to_end::window::{Key, Laptop};
use tickets::Status;

use crate::drafts::wait_until_drafts_are_saved;
use crate::other_clients;

#[tokio::test]
async fn a_helpdesk_with_a_pinned_role_reports_for_someone_and_signs_once() {
    let laptop = Laptop::new();
    laptop.manage("role = \"helpdesk\"\n");
    let window = laptop.open().await;
    window.press('n').await;
    window.sees("#ticket h1", "Report for someone").await;
    window.focuses("report-description").await;
    window
        .types("#report-description", "A visitor says the lift in Hall B")
        .await;
    window.sees("#report .draft-note", "draft saved").await;
    wait_until_drafts_are_saved(&window).await;
    window.picture("report-for-someone");
    window.kill();

    // The draft survives a crash.
    let window = laptop.open().await;
    window.click("#ticket button", "Report for someone").await;
    window
        .until(
            "the draft is there",
            "document.getElementById('report-description')?.value === 'A visitor says the lift in Hall B'",
        )
        .await;
    window.types("#report-description", " is stuck").await;
    window.types("#report-name", "Ada").await;
    window.press_with(&[Key::Control], Key::Enter).await;
    window.sees("#report h2", "Reported as #1").await;
    window.picture("reported-for-someone");
    window
        .sees("#rows .row", "A visitor says the lift in Hall B is stuck")
        .await;
    let ticket = window.api("helpdesk").ticket(1).await.unwrap();
    assert_eq!(ticket.status, Status::Open);

    // The reporter's name is not the agent's. The agent enters it once: answers, edits and buttons do not ask for it again.
    window.click("#report button", "Open the ticket").await;
    window.sees("#ticket h1", "Ticket #1").await;
    assert_eq!(window.value("#composer input[name=name]").await, "");
    window.types("#composer input[name=name]", "Kim").await;
    window.types("#composer-body", "On our way").await;
    window.press_with(&[Key::Control], Key::Enter).await;
    window.sees("#ticket .message .author", "Kim (helpdesk)").await;
    window.click("#ticket .actions button", "Edit").await;
    window.sees("#editor button", "Save").await;
    assert_eq!(window.value("#editor input[name=name]").await, "Kim");
    window.types("#editor-place", "Hall B").await;
    window.click("#editor button", "Save").await;
    window.sees("#ticket .place", "Hall B").await;
    window.press(Key::Escape).await;
    window.press('s').await;
    window.sees("#ticket .ticket-head .status", "active").await;
    window.click("#history summary", "History").await;
    window
        .sees("#history li", "Kim (helpdesk) changed the place")
        .await;
    window
        .sees("#history li", "Kim (helpdesk) started the ticket")
        .await;
    window.kill();

    let window = laptop.open().await;
    window.click(".sidebar label", "Active").await;
    window.click("#rows .row-open", "A visitor says").await;
    window.sees("#ticket h1", "Ticket #1").await;
    assert_eq!(window.value("#composer input[name=name]").await, "Kim");
    window.assert_no_errors().await;
}

#[tokio::test]
async fn one_key_undoes_the_last_close_and_the_page_confirms_it() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let user = window.api("user");
    let lift = other_clients::report(&user, "The lift is stuck", None).await;
    let wifi = other_clients::report(&user, "The wifi is slow", None).await;
    let heating = other_clients::report(&user, "The heating is off", None).await;
    window.sees("#rows .row:first-child .number", "#3").await;
    window.press('j').await;
    window.sees("#ticket h1", "Ticket #3").await;
    window.press('c').await;
    window.sees("#ticket h1", "Ticket #2").await;
    window.press('c').await;
    window.sees("#ticket h1", "Ticket #1").await;
    window
        .sees(
            "#notices[aria-live] .closing-now",
            "Closing #2. It is closed without an answer. Undo z",
        )
        .await;
    window
        .sees(
            "#closing p:first-child",
            "Closing #3. It is closed without an answer. Undo",
        )
        .await;
    window.picture("closing-now");
    window.press('z').await;
    window.sees("#said[role=status]", "The close was undone").await;
    window.sees("#ticket h1", "Ticket #2").await;
    window.sees("#notices .closing-now", "Closing #3").await;
    window.sees_no("#notices .closing-now", "Closing").await;
    let desk = window.api("helpdesk");
    other_clients::wait_for_status(&desk, &heating, Status::Closed).await;
    assert_eq!(other_clients::status(&desk, &wifi).await, Status::Open);

    // The key does nothing once the close was sent.
    window.press('z').await;
    assert_eq!(other_clients::status(&desk, &lift).await, Status::Open);
    window.press('?').await;
    window.sees("#help[open]", "undo the last close").await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_notice_opens_its_ticket_also_from_the_analyses() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let lift = other_clients::report(&window.api("user"), "The lift is stuck", None).await;
    window.sees("#rows .row", "The lift is stuck").await;
    window.press('j').await;
    window.sees("#ticket h1", "Ticket #1").await;
    window.press('c').await;
    window.sees("#rows .row[data-closing]", "The lift").await;
    window.click(".sidebar button", "Analysis").await;
    window.sees("h1", "Backlog").await;
    other_clients::write(&window.api("user"), &lift, "People are in it").await;
    window
        .sees("#notices .stays-open", "#1 stays open: a new message has arrived")
        .await;
    window.click("#notices .stays-open button", "Open #1").await;
    window.sees("#ticket h1", "Ticket #1").await;
    window.sees("#ticket .message", "People are in it").await;
    window.sees("#rows .row", "The lift is stuck").await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_search_finds_the_tickets_of_a_place_with_quotation_marks() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let user = window.api("user");
    other_clients::report(&user, "The fan is loud", Some("the 19\" rack")).await;
    other_clients::report(&user, "The lift is stuck", Some("Hall B")).await;
    window.sees("#count-open", "2").await;
    window.types("#q", "place:\"the 19\"\" rack\"").await;
    window
        .until(
            "one is found",
            "document.querySelectorAll('#rows .row').length === 1",
        )
        .await;
    window.sees("#rows .row", "The fan is loud").await;
    assert_eq!(window.count("#rows .search-hint").await, 0);
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_message_that_the_page_does_not_show_yet_keeps_the_ticket_open() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let lift = other_clients::report(&window.api("user"), "The lift is stuck", None).await;
    window.sees("#rows .row", "The lift is stuck").await;
    window.press('j').await;
    window.sees("#ticket h1", "#1").await;
    // The message arrives right before the key, so that the ticket on screen is not refreshed.
    window
        .run(
            "document.querySelector('.ticket-pane [data-live]').remove()",
            vec![],
        )
        .await;
    other_clients::write(&window.api("user"), &lift, "People are in it").await;
    window.sees("#rows .row", "1 message").await;
    window.press('c').await;
    window.sees("#rows .row[data-closing]", "The lift").await;
    window
        .sees("#notices .stays-open", "#1 stays open: a new message has arrived")
        .await;
    window.sees_no("#rows .row[data-closing]", "The lift").await;
    let desk = window.api("helpdesk");
    assert_eq!(other_clients::status(&desk, &lift).await, Status::Open);
    window.assert_no_errors().await;
}
