//! The helpdesk's queue, operated with the keyboard alone.

use std::time::Duration;

use end_to_end::window::{Key, Laptop, Window};
use tickets::{Category, Status};
use wire::Ticket;

use crate::other_clients;

pub const PROBLEMS: [&str; 6] = [
    "The heating in my room has been off since Monday",
    "The projector in lecture hall 3 shows no picture",
    "The canteen food was cold again",
    "The printer on the third floor is on fire",
    "The lift in Hall B is stuck",
    "I cannot log in to the portal",
];

/// A window at the open queue with six tickets, newest first: numbers 6 to 1.
pub async fn at_the_queue(laptop: &Laptop) -> (Window, Vec<Ticket>) {
    let window = laptop.open().await;
    window.sees(".sidebar h2", "Queue").await;
    let desk = window.api("user");
    let mut tickets = Vec::new();
    for problem in PROBLEMS {
        tickets.push(other_clients::report(&desk, problem, Some("Hall B")).await);
    }
    window
        .until(
            "all are in the queue",
            "document.querySelectorAll('#rows .row').length === 6",
        )
        .await;
    (window, tickets)
}

pub async fn selected(window: &Window, number: u64) {
    window.sees("#ticket h1", &format!("Ticket #{number}")).await;
    window
        .sees("#rows .row:has([aria-current])", &format!("#{number} "))
        .await;
}

#[tokio::test]
async fn the_helpdesk_works_the_queue_with_the_keyboard_alone() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    let desk = window.api("helpdesk");
    window.sees("#count-open", "6").await;

    window.press('j').await;
    selected(&window, 6).await;
    window.press('j').await;
    selected(&window, 5).await;
    window.press('j').await;
    selected(&window, 4).await;
    window.press('k').await;
    selected(&window, 5).await;
    window.picture("queue");

    // s starts it.
    window.press('s').await;
    window.sees("#ticket .ticket-head .status", "active").await;
    window.sees("#count-active", "1").await;
    assert_eq!(other_clients::status(&desk, &tickets[4]).await, Status::Active);

    // a answers, Ctrl+Enter sends.
    window.press('a').await;
    window.focuses("composer-body").await;
    window.types("#composer-body", "We are on our way").await;
    window.press_with(&[Key::Control], Key::Enter).await;
    window.sees("#ticket .message", "We are on our way").await;
    window
        .until(
            "the composer is empty",
            "document.getElementById('composer-body').value === ''",
        )
        .await;
    window.press(Key::Escape).await;

    // g corrects the category.
    window.press('g').await;
    window
        .sees("#category-menu[open] .menu-body button", "Services complaints")
        .await;
    window.press('3').await;
    window
        .sees("#ticket .ticket-head .category", "Services complaints")
        .await;
    let corrected = desk.ticket(5).await.unwrap();
    assert_eq!(corrected.category, Category::ServicesComplaints);

    // ? shows the keys, Esc hides them.
    window.press('?').await;
    window.sees("#help[open]", "answer").await;
    window.press(Key::Escape).await;
    window
        .until("the keys are gone", "!document.getElementById('help').open")
        .await;

    // / searches; Esc goes back to the list.
    window.press('/').await;
    window.focuses("q").await;
    window.types("#q", "printer fi*").await;
    window
        .until(
            "one is found",
            "document.querySelectorAll('#rows .row').length === 1",
        )
        .await;
    window.sees("#rows .row", PROBLEMS[3]).await;
    window.types("#q", " opened:soon").await;
    window.sees("#rows .search-hint", "opened:").await;
    window.picture("search-hint");
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_close_waits_five_seconds_and_can_be_undone_or_stopped_by_a_change() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    let desk = window.api("helpdesk");

    // c on an open ticket: the row dims, the next ticket is selected.
    window.press('j').await;
    selected(&window, 6).await;
    window.press('c').await;
    selected(&window, 5).await;
    window.sees("#rows .row[data-closing]", PROBLEMS[5]).await;
    window.press('c').await;
    selected(&window, 4).await;
    window
        .until(
            "two wait",
            "document.querySelectorAll('#rows .row[data-closing]').length === 2",
        )
        .await;
    window.picture("closing");

    // Select the first of them and undo its close, with keys alone.
    window.press('k').await;
    window.press('k').await;
    selected(&window, 6).await;
    window.press(Key::Tab).await;
    window.focuses("Undo").await;
    window.press(Key::Enter).await;
    window.sees_no("#rows .row[data-closing]", PROBLEMS[5]).await;

    // The other ticket is closed after its five seconds; the undone one does not change.
    window.sees_no("#rows .row", PROBLEMS[4]).await;
    other_clients::wait_for_status(&desk, &tickets[4], Status::Closed).await;
    assert_eq!(other_clients::status(&desk, &tickets[5]).await, Status::Open);

    // Ctrl+Shift+Enter answers and closes. A message that arrives before the close is sent stops the close.
    window.press('j').await;
    selected(&window, 4).await;
    window.press('a').await;
    window.types("#composer-body", "It is out").await;
    window.press_with(&[Key::Control, Key::Shift], Key::Enter).await;
    window.sees("#rows .row[data-closing]", PROBLEMS[3]).await;
    selected(&window, 3).await;
    other_clients::write(&window.api("user"), &tickets[3], "It burns again").await;
    window
        .sees("#notices .stays-open", "#4 stays open: a new message has arrived")
        .await;
    window.sees_no("#rows .row[data-closing]", PROBLEMS[3]).await;
    let messages = desk.messages(4).await.unwrap().messages;
    assert_eq!(messages.len(), 2, "the answer was sent, and the message came");
    window.picture("stays-open");

    // An edit stops a close too, before any command is sent: the ticket is not started.
    window.press('c').await;
    window.sees("#rows .row[data-closing]", PROBLEMS[2]).await;
    other_clients::rewrite(
        &window.api("user"),
        &tickets[2],
        "The canteen food was cold, and late",
    )
    .await;
    window
        .sees("#notices .stays-open", "#3 stays open: its text was changed")
        .await;
    assert_eq!(other_clients::status(&desk, &tickets[2]).await, Status::Open);
    window.assert_no_errors().await;

    // Closing the window sends pending closes at once.
    selected(&window, 2).await;
    window.press('c').await;
    window.sees("#rows .row[data-closing]", PROBLEMS[1]).await;
    let took = window.close();
    assert!(
        took.as_secs_f32() < 4.0,
        "it waited for its time to pass: {took:?}"
    );
    let window = laptop.open().await;
    assert_eq!(
        other_clients::status(&window.api("helpdesk"), &tickets[1]).await,
        Status::Closed
    );

    // A crash drops a pending close. Keys pressed in quick succession act on the same ticket.
    window.press('j').await;
    window.press('c').await;
    window.sees("#rows .row[data-closing]", PROBLEMS[5]).await;
    window.kill();
    let window = laptop.open().await;
    window.sees("#count-open", "4").await;
    window.sees_no("#rows .row[data-closing]", "").await;
}

#[tokio::test]
async fn a_window_that_is_closed_while_the_desk_is_busy_still_sends_its_closes() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    window.press('j').await;
    selected(&window, 6).await;
    let busy = rusqlite::Connection::open(laptop.desk()).unwrap();
    busy.execute_batch("begin immediate").unwrap();
    window.press('c').await;
    window.sees("#rows .row[data-closing]", PROBLEMS[5]).await;
    let released = std::thread::spawn(move || {
        // Longer than the window stays on screen, and shorter than a writer waits.
        std::thread::park_timeout(Duration::from_millis(3_500));
        busy.execute_batch("rollback").unwrap();
    });
    let took = window.close();
    released.join().unwrap();
    assert!(took > Duration::from_secs(2), "it waited for its close: {took:?}");
    let window = laptop.open().await;
    assert_eq!(
        other_clients::status(&window.api("helpdesk"), &tickets[5]).await,
        Status::Closed
    );
}

#[tokio::test]
async fn views_categories_and_the_order_are_chosen_and_the_order_is_remembered() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    let desk = window.api("helpdesk");
    other_clients::write(&desk, &tickets[0], "Someone will look").await;
    other_clients::close(&desk, &tickets[1]).await;

    window.click(".sidebar label", "Closed").await;
    window
        .until(
            "the closed one",
            "document.querySelectorAll('#rows .row').length === 1",
        )
        .await;
    window.sees("#rows .row", PROBLEMS[1]).await;
    window.click(".sidebar label", "All").await;
    window
        .until(
            "all of them",
            "document.querySelectorAll('#rows .row').length === 6",
        )
        .await;
    window.click(".sidebar label", "Open").await;
    assert_eq!(
        window.count("#rows .row .waits").await,
        0,
        "the helpdesk had the last word"
    );
    other_clients::write(&window.api("user"), &tickets[0], "Nobody came").await;
    window.sees("#rows .row .waits", "waiting for us").await;
    other_clients::write(&desk, &tickets[0], "Tomorrow, we promise").await;
    window.sees_no("#rows .row .waits", "waiting for us").await;

    window.chooses("#list-form select[name=order]", "oldest").await;
    window.sees("#rows .row:first-child", PROBLEMS[0]).await;
    window
        .chooses("#list-form select[name=order]", "longest-waiting")
        .await;
    window.sees("#rows .row:first-child", PROBLEMS[2]).await;
    window.kill();

    let window = laptop.open().await;
    window.sees("#rows .row:first-child", PROBLEMS[2]).await;
    assert_eq!(
        window.value("#list-form select[name=order]").await,
        "longest-waiting"
    );

    let filtered = desk_category(&window, &tickets).await;
    window.click(".sidebar label", "Facility management").await;
    window
        .until(
            "its tickets",
            &format!("document.querySelectorAll('#rows .row').length === {filtered}"),
        )
        .await;
    window.assert_no_errors().await;
}

/// The number of unclosed tickets under facility management.
async fn desk_category(window: &Window, tickets: &[Ticket]) -> usize {
    let desk = window.api("helpdesk");
    let mut count = 0;
    for ticket in tickets {
        let now = desk.ticket(ticket.id).await.unwrap();
        count += usize::from(now.category == Category::FacilityManagement && now.status == Status::Open);
    }
    count
}
