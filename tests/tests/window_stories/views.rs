//! The views of the queue: their keys, their counts, and the view of tickets that wait for the helpdesk.

use end_to_end::window::{Key, Laptop, Window};

use crate::other_clients;
use crate::queue::{at_the_queue, selected};

#[tokio::test]
async fn digits_choose_a_view_once_and_never_while_one_types() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    let desk = window.api("helpdesk");
    other_clients::close(&desk, &tickets[0]).await;
    for (key, view, count) in [
        ('4', "closed", 1),
        ('5', "all", 6),
        ('2', "active", 0),
        ('1', "open", 5),
    ] {
        window.press(key).await;
        shows(&window, view, count).await;
    }
    // Part of a text: no view is chosen. The page is at rest, so that the driver types without gaps.
    pause().await;
    window.presses_all("room 4 is cold").await;
    pause().await;
    shows(&window, "open", 5).await;
    // In an open menu a digit chooses a category.
    window.press('j').await;
    selected(&window, 6).await;
    pause().await;
    window.press('g').await;
    window.sees("#category-menu[open] .menu-body button", "").await;
    window.press('3').await;
    window
        .sees("#ticket .ticket-head .category", "Services complaints")
        .await;
    shows(&window, "open", 5).await;
    // A click that closes the menu takes its digit back: it is no view then.
    pause().await;
    window.press('g').await;
    window.sees("#category-menu[open] .menu-body button", "").await;
    let digit_and_click = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
            { key: '2', code: 'Digit2', bubbles: true, cancelable: true }));
        document.querySelector('.sidebar h2').click();";
    window.run(digit_and_click, vec![]).await;
    pause().await;
    shows(&window, "open", 5).await;
    assert_eq!(
        window.texts("#ticket .ticket-head .category").await.concat(),
        "Services complaints"
    );
    // Turned off, with all keys without Ctrl.
    window.click(".bar button", "Keys").await;
    window.click("#help[open] label", "Use keys without Ctrl").await;
    window.sees(".bar[data-letter-keys=off]", "").await;
    window.press(Key::Escape).await;
    window
        .until("the help is closed", "!document.querySelector('#help[open]')")
        .await;
    window.press('4').await;
    pause().await;
    shows(&window, "open", 5).await;
    assert!(!window.texts(".sidebar kbd").await.contains(&"4".to_owned()));
    window.assert_no_errors().await;
}

#[tokio::test]
async fn waiting_for_us_is_a_view_of_unanswered_tickets_with_a_count() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    let (user, desk) = (window.api("user"), window.api("helpdesk"));
    window.sees("#count-waiting", "6").await;
    for ticket in &tickets[..3] {
        other_clients::write(&desk, ticket, "A technician is on the way.").await;
    }
    other_clients::write(&user, &tickets[0], "Nobody came.").await;
    other_clients::close(&desk, &tickets[5]).await;
    window.sees("#count-waiting", "3").await;

    window.press('3').await;
    shows(&window, "waiting", 3).await;
    window.sees("#rows .row .waits", "waiting for us").await;
    assert_eq!(window.count("#rows .row .unanswered").await, 2);
    // The counts of the categories belong to the view.
    window
        .until(
            "the categories add up to the view",
            "['facility-management', 'technical-it', 'services-complaints']
                .reduce((sum, name) => sum + Number(document.getElementById(`count-${name}`).textContent), 0) === 3",
        )
        .await;
    window.picture("waiting-for-us");
    // An answer removes the ticket from the view.
    other_clients::write(&desk, &tickets[3], "It is out.").await;
    shows(&window, "waiting", 2).await;
    window.sees("#count-waiting", "2").await;
    window.assert_no_errors().await;
}

/// WebKit lays a `fieldset` with a `legend` out twice: after the first refresh, everything below it was 44 pixels lower.
#[tokio::test]
async fn the_sidebar_does_not_move_at_a_refresh() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    window.sees(".sidebar h2", "Queue").await;
    let tops = "return [...document.querySelectorAll('.sidebar h2, .sidebar label, .sidebar .nav')]
        .map((e) => Math.round(e.getBoundingClientRect().top))";
    let before = window.run(tops, vec![]).await;
    other_clients::report(&window.api("user"), "The lift is stuck", None).await;
    window.sees("#count-open", "1").await;
    assert_eq!(window.run(tops, vec![]).await, before);
    window.assert_no_errors().await;
}

async fn shows(window: &Window, view: &str, rows: usize) {
    let shown = format!(
        "document.querySelector('.sidebar [name=view]:checked').value === '{view}'
            && document.querySelectorAll('#rows .row').length === {rows}"
    );
    window
        .until(&format!("the view {view} has {rows} rows"), &shown)
        .await;
}

/// Longer than a key waits until it acts.
async fn pause() {
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
}
