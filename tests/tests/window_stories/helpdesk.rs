//! What the helpdesk does beside its queue: reports for others, signs what it writes, takes a close back, and finds its
//! way from a notice to the ticket.

use end_to_end::window::{Key, Laptop};
use tickets::Status;

use crate::drafts::everything_is_kept;
use crate::elsewhere;

#[tokio::test]
async fn a_helpdesk_that_cannot_switch_reports_for_someone_and_signs_once() {
    let laptop = Laptop::new();
    laptop.manage("role = \"helpdesk\"\n");
    let window = laptop.open().await;
    window.press('n').await;
    window.sees("#ticket h1", "Report for someone").await;
    assert_eq!(window.focus().await, "report-description");
    window
        .types("#report-description", "A visitor says the lift in Hall B")
        .await;
    window.sees("#report .draft-note", "draft saved").await;
    everything_is_kept(&window).await;
    window.picture("report-for-someone");
    window.kill();

    // What was typed is there after a crash.
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

    // Whoever signed once is not asked again: not in an answer, not in an edit, not by a button.
    window.click("#report button", "Open the ticket").await;
    window.sees("#ticket h1", "Ticket #1").await;
    assert_eq!(window.value("#composer input[name=name]").await, "Ada");
    window.types("#composer-body", "On our way").await;
    window.press_with(&[Key::Control], Key::Enter).await;
    window.sees("#ticket .message .author", "Ada (helpdesk)").await;
    window.click("#ticket .actions button", "Edit").await;
    window.sees("#editor button", "Save").await;
    assert_eq!(window.value("#editor input[name=name]").await, "Ada");
    window.types("#editor-place", "Hall B").await;
    window.click("#editor button", "Save").await;
    window.sees("#ticket .place", "Hall B").await;
    window.press(Key::Escape).await;
    window.press('s').await;
    window.sees("#ticket .ticket-head .status", "active").await;
    window.click("#history summary", "History").await;
    window
        .sees("#history li", "Ada (helpdesk) changed the place")
        .await;
    window
        .sees("#history li", "Ada (helpdesk) started the ticket")
        .await;
    window.kill();

    let window = laptop.open().await;
    window.click(".sidebar label", "Active").await;
    window.click("#rows .row-open", "A visitor says").await;
    window.sees("#ticket h1", "Ticket #1").await;
    assert_eq!(window.value("#composer input[name=name]").await, "Ada");
    window.nothing_went_wrong().await;
}

#[tokio::test]
async fn the_last_close_is_taken_back_with_one_key_and_the_page_says_so() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let user = window.api("user");
    let lift = elsewhere::report(&user, "The lift is stuck", None).await;
    let wifi = elsewhere::report(&user, "The wifi is slow", None).await;
    let heating = elsewhere::report(&user, "The heating is off", None).await;
    window.sees("#rows .row:first-child .number", "#3").await;
    window.press('j').await;
    window.sees("#ticket h1", "Ticket #3").await;
    window.press('c').await;
    window.sees("#ticket h1", "Ticket #2").await;
    window.press('c').await;
    window.sees("#ticket h1", "Ticket #1").await;
    window
        .sees("#notices[aria-live] .closing-now", "Closing #2, and 1 more")
        .await;
    window.picture("closing-now");
    window.press('z').await;
    window.sees("#said[role=status]", "The close was undone").await;
    window.sees("#ticket h1", "Ticket #2").await;
    window.sees("#notices .closing-now", "Closing #3").await;
    window.sees_no("#notices .closing-now", "Closing").await;
    let desk = window.api("helpdesk");
    elsewhere::becomes(&desk, &heating, Status::Closed).await;
    assert_eq!(elsewhere::status(&desk, &wifi).await, Status::Open);

    // A key that comes too late does nothing to anything else.
    window.press('z').await;
    assert_eq!(elsewhere::status(&desk, &lift).await, Status::Open);
    window.press('?').await;
    window.sees("#help[open]", "undo the last close").await;
    window.nothing_went_wrong().await;
}

#[tokio::test]
async fn a_notice_opens_its_ticket_from_the_analyses_too() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let lift = elsewhere::report(&window.api("user"), "The lift is stuck", None).await;
    window.sees("#rows .row", "The lift is stuck").await;
    window.press('j').await;
    window.sees("#ticket h1", "Ticket #1").await;
    window.press('c').await;
    window.sees("#rows .row[data-closing]", "The lift").await;
    window.click(".sidebar button", "Analysis").await;
    window.sees("h1", "Backlog").await;
    elsewhere::write(&window.api("user"), &lift, "People are in it").await;
    window.sees("#held .notice", "was not closed").await;
    window.click("#held button", "Open #1").await;
    window.sees("#ticket h1", "Ticket #1").await;
    window.sees("#ticket .message", "People are in it").await;
    window.sees("#rows .row", "The lift is stuck").await;
    window.nothing_went_wrong().await;
}

#[tokio::test]
async fn the_tickets_of_a_place_with_a_quotation_mark_are_found() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let user = window.api("user");
    elsewhere::report(&user, "The fan is loud", Some("the 19\" rack")).await;
    elsewhere::report(&user, "The lift is stuck", Some("Hall B")).await;
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
    window.nothing_went_wrong().await;
}
