//! Live updates: changes by others appear, and do not disturb focus, selection or text.

use std::time::{Duration, Instant};

use end_to_end::window::{Laptop, Window};
use serde_json::json;

use crate::other_clients;

#[tokio::test]
async fn changes_by_others_appear_and_do_not_disturb_focus_selection_or_text() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let (user, helpdesk) = (window.api("user"), window.api("helpdesk"));
    let lift = other_clients::report(&user, "The lift in Hall B is stuck", Some("Hall B")).await;
    let other = other_clients::report(&user, "The canteen is closed at noon", None).await;
    window.click("#rows .row-open", "The lift in Hall B").await;
    window.sees("#ticket h1", "Ticket #1").await;
    window.press('a').await;
    window.types("#composer-body", "We have called the comp").await;
    let remember = "const field = document.getElementById('composer-body');
        field.setSelectionRange(3, 7);
        window.before = { field, row: document.querySelector('#rows .row:has([aria-current])') };";
    window.run(remember, vec![]).await;

    other_clients::write(&user, &lift, "People are still in it").await;
    window.sees("#ticket .message", "People are still in it").await;
    other_clients::rewrite(&user, &lift, "The lift in Hall B is stuck with three people").await;
    window.sees("#ticket .description", "with three people").await;
    window
        .sees("#ticket .earlier summary", "Earlier description")
        .await;
    window.sees("#rows .row", "with three people").await;
    other_clients::close(&helpdesk, &other).await;
    window.sees_no("#rows .row", "The canteen").await;
    other_clients::report(&user, "No water in the laboratory", None).await;
    window.sees("#rows .row", "No water").await;
    window.sees("#count-open", "2").await;

    let after = "const { field, row } = window.before;
        return [field.isConnected && document.activeElement === field, field.value, field.selectionStart,
            field.selectionEnd, row.isConnected && row === document.querySelector('#rows .row:has([aria-current])')]";
    assert_eq!(
        window.run(after, vec![]).await,
        json!([true, "We have called the comp", 3, 7, true])
    );
    window.assert_no_errors().await;
}

#[tokio::test]
async fn hundreds_of_changes_neither_flood_the_page_nor_move_the_list() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let user = window.api("user");
    for number in 1..=60 {
        other_clients::report(&user, &format!("Socket {number} is dead"), None).await;
    }
    window.sees("#rows .row:first-child .number", "#60").await;
    window
        .run("document.getElementById('rows').scrollTop = 900", vec![])
        .await;
    let first_seen = window.run(FIRST_SEEN, vec![]).await;

    // Three new tickets: their number is shown, and the list does not move.
    for number in 61..=63 {
        other_clients::report(&user, &format!("Socket {number} is dead"), None).await;
    }
    window.sees("#new-rows", "3 new").await;
    assert_eq!(
        window.run(FIRST_SEEN, vec![]).await,
        first_seen,
        "what one looks at stays where it is"
    );
    window.picture("three-new");

    // Hundreds of new tickets while a search is typed.
    let asked = counting_calls(&window).await;
    let began = Instant::now();
    let burst = (0..8).map(|_| {
        let user = user.clone();
        tokio::spawn(async move {
            for number in 0..50 {
                other_clients::report(&user, &format!("Alarm {number}"), None).await;
            }
        })
    });
    let burst: Vec<_> = burst.collect();
    for one in burst {
        one.await.unwrap();
    }
    window.sees("#count-open", "463").await;
    let (took, asked) = (began.elapsed(), asked(&window).await);
    // One event per 100 ms, and each refreshes at most six pages of rows and the head.
    let most = 8 * (took.as_millis() / 100 + 5);
    assert!(u128::from(asked) <= most, "{asked} questions in {took:?}");
    assert_eq!(
        window.run(FIRST_SEEN, vec![]).await,
        first_seen,
        "what one looks at stays where it is"
    );
    window.sees("#new-rows", "new").await;
    window.click("#new-rows", "new").await;
    window.sees("#rows .row:first-child .number", "#463").await;
    window
        .until("the news are read", "document.getElementById('new-rows').hidden")
        .await;
    assert!(window.count("#rows .row").await <= 300);
    assert_responsive(&window).await;
    window.assert_no_errors().await;
}

/// The first visible row and its position.
const FIRST_SEEN: &str = "
    const top = document.getElementById('rows').getBoundingClientRect().top;
    const row = [...document.querySelectorAll('#rows .row')].find((r) => r.getBoundingClientRect().bottom > top + 1);
    return [row.id, Math.round(row.getBoundingClientRect().top)]";

/// Starts counting the commands that the page sends.
async fn counting_calls(window: &Window) -> impl AsyncFn(&Window) -> u64 {
    let count = "const inside = window.__TAURI_INTERNALS__, invoke = inside.invoke;
        window.asked = 0;
        inside.invoke = (...call) => { window.asked += 1; return invoke.apply(inside, call); };";
    window.run(count, vec![]).await;
    async |window: &Window| window.run("return window.asked", vec![]).await.as_u64().unwrap()
}

/// Asserts that a key press takes effect at once.
async fn assert_responsive(window: &Window) {
    let began = Instant::now();
    window.press('j').await;
    window.sees("#ticket h1", "Ticket #").await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
