//! Keys that act: held keys, typed sentences, undo, layouts without Latin letters, zoom.

use std::time::Duration;

use end_to_end::window::{Key, Laptop, Window};
use tickets::Status;

use crate::other_clients;
use crate::queue::{PROBLEMS, at_the_queue, selected};

/// Longer than the quiet time after which a key acts.
async fn pause() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}

/// The number of tickets that wait to be closed or started.
async fn waiting(window: &Window) -> (usize, usize) {
    (
        window.count("#rows .row[data-closing]").await,
        window.count("#rows .row[data-starting]").await,
    )
}

#[tokio::test]
async fn a_held_key_closes_one_ticket_and_all_closes_can_be_undone_at_once() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    window.press('j').await;
    selected(&window, 6).await;
    let hold = "const press = (repeat) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
            { key: 'c', code: 'KeyC', repeat, bubbles: true, cancelable: true }));
        press(false);
        const began = performance.now();
        const timer = setInterval(() => {
            if (performance.now() - began < 2000) return press(true);
            clearInterval(timer);
            window.released = true;
        }, 40);";
    window.run(hold, vec![]).await;
    window.until("the key is released", "window.released").await;
    assert_eq!(waiting(&window).await, (1, 0));
    selected(&window, 5).await;
    assert!(!window.texts("#closing").await.concat().contains("Undo all"));

    for next in [4, 3] {
        window.press('c').await;
        selected(&window, next).await;
    }
    window
        .sees("#closing p:last-child", "Closing 3 tickets… Undo all")
        .await;
    assert_eq!(window.count("#closing p").await, 2, "the newest, and all");
    window.picture("closing-three");
    window.click("#closing button", "Undo all").await;
    window
        .sees("#said", "Undone for 3 tickets. They stay as they were.")
        .await;
    assert_eq!(waiting(&window).await, (0, 0));
    selected(&window, 6).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    for ticket in &tickets {
        assert_eq!(
            other_clients::status(&window.api("helpdesk"), ticket).await,
            Status::Open
        );
    }
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_key_acts_on_a_ticket_that_was_on_screen_for_300_milliseconds() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, _) = at_the_queue(&laptop).await;
    let press_when_shown = "new MutationObserver(() => {
            if (!document.querySelector('.ticket-pane') || window.shownAt) return;
            window.shownAt = performance.now();
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', code: 'KeyC', bubbles: true }));
        }).observe(document.getElementById('ticket'), { childList: true, subtree: true, attributes: true });
        new MutationObserver(() => { if (document.querySelector('.row[data-closing]')) window.closingAt ??= performance.now(); })
            .observe(document.getElementById('rows'), { subtree: true, attributes: true });";
    window.run(press_when_shown, vec![]).await;
    window.press('j').await;
    window.sees("#rows .row[data-closing]", PROBLEMS[5]).await;
    let after = window
        .run("return window.closingAt - window.shownAt", vec![])
        .await;
    assert!(after.as_f64().unwrap() >= 299.0, "{after} ms");

    // A key that was pressed for one ticket does not act on the next one.
    selected(&window, 5).await;
    pause().await;
    window.press('c').await;
    window.press(Key::Down).await;
    selected(&window, 4).await;
    pause().await;
    assert_eq!(waiting(&window).await, (1, 0));
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_sentence_typed_beside_a_field_does_nothing() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    window.press('j').await;
    selected(&window, 6).await;
    for sentence in ["can you check the pump", "scan", "no service", "each"] {
        pause().await;
        window.presses_all(sentence).await;
        pause().await;
        assert_eq!(waiting(&window).await, (0, 0), "{sentence}");
        assert_eq!(window.value("#composer-body").await, "", "{sentence}");
        assert_eq!(window.count("#editor form, .report-for").await, 0, "{sentence}");
        selected(&window, 6).await;
    }
    window
        .sees("#notices .notice", "you typed, but not in a field")
        .await;
    window.picture("typed-beside-a-field");

    // Nor does a sentence press the focused button with its blanks, or with Enter.
    for button in ["[data-close]", "[data-start]"] {
        pause().await;
        window
            .run(&format!("document.querySelector('{button}').focus()"), vec![])
            .await;
        window.presses_all("it is wet").await;
        window.press(Key::Enter).await;
        pause().await;
        assert_eq!(waiting(&window).await, (0, 0), "{button}");
    }
    assert_eq!(
        other_clients::status(&window.api("helpdesk"), &tickets[5]).await,
        Status::Open
    );
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_start_can_be_undone_and_shows_a_message_that_was_not_on_screen() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, tickets) = at_the_queue(&laptop).await;
    let desk = window.api("helpdesk");
    window.press('j').await;
    selected(&window, 6).await;
    window.press('s').await;
    window.sees("#closing", "Starting #6. Undo z").await;
    window.sees("#ticket .actions", "Starting… Undo").await;
    window.sees("#rows .row[data-starting]", "starting… Undo").await;
    window.picture("starting");
    window.press('z').await;
    window
        .sees("#said", "The start was undone. The ticket stays as it was.")
        .await;
    assert_eq!(waiting(&window).await, (0, 0));
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(other_clients::status(&desk, &tickets[5]).await, Status::Open);

    window.press('s').await;
    window.sees("#rows .row[data-starting]", PROBLEMS[5]).await;
    other_clients::write(&window.api("user"), &tickets[5], "It smells of gas").await;
    window
        .sees(
            "#notices .not-as-seen",
            "#6 is active now. A new message arrived before you started it.",
        )
        .await;
    window.sees("#ticket .message", "It smells of gas").await;
    window.sees("#ticket .ticket-head .status", "active").await;
    window.picture("started-with-a-new-message");

    // An answer is written to a ticket that is started.
    window.press('j').await;
    selected(&window, 5).await;
    window.press('s').await;
    window.sees("#rows .row[data-starting]", PROBLEMS[4]).await;
    window.press('a').await;
    window.types("#composer-body", "On our way").await;
    window.press_with(&[Key::Control], Key::Enter).await;
    window.sees("#ticket .message", "On our way").await;
    assert_eq!(other_clients::status(&desk, &tickets[4]).await, Status::Active);
    window.assert_no_errors().await;
}

#[tokio::test]
async fn the_keys_of_single_letters_can_be_turned_off() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, _) = at_the_queue(&laptop).await;
    window.press('j').await;
    selected(&window, 6).await;
    window.press('?').await;
    window.click("#help[open] label", "Use keys without Ctrl").await;
    window.picture("keys-off");
    window.press(Key::Escape).await;
    window
        .until("the help is closed", "!document.getElementById('help').open")
        .await;
    let nothing_happens = async |window: &Window| {
        for key in ['c', 's', 'j', 'a', '/'] {
            pause().await;
            window.press(key).await;
        }
        pause().await;
        assert_eq!(waiting(window).await, (0, 0));
        let field = window
            .run("return document.activeElement.matches('input, textarea')", vec![])
            .await;
        assert_eq!(field, false);
    };
    nothing_happens(&window).await;
    selected(&window, 6).await;
    window.press(Key::Down).await;
    selected(&window, 5).await;
    window.kill();

    let window = laptop.open().await;
    window.sees("#count-open", "6").await;
    nothing_happens(&window).await;
    window.click(".bar button", "Keys").await;
    window.click("#help[open] label", "Use keys without Ctrl").await;
    window.press(Key::Escape).await;
    window
        .until("the help is closed", "!document.getElementById('help').open")
        .await;
    window.press('j').await;
    selected(&window, 6).await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn keys_work_by_position_without_latin_letters_and_with_caps_lock() {
    let laptop = Laptop::of_the_helpdesk();
    let (window, _) = at_the_queue(&laptop).await;
    let press = async |key: &str, code: &str| {
        let script = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
            { key: arguments[0], code: arguments[1], bubbles: true, cancelable: true }))";
        window.run(script, vec![key.into(), code.into()]).await;
    };
    // A Cyrillic layout.
    press("о", "KeyJ").await;
    selected(&window, 6).await;
    press("с", "KeyC").await;
    window.sees("#rows .row[data-closing]", PROBLEMS[5]).await;
    selected(&window, 5).await;
    press("я", "KeyZ").await;
    window.sees_no("#rows .row[data-closing]", "").await;
    selected(&window, 6).await;
    // Caps Lock.
    press("J", "KeyJ").await;
    selected(&window, 5).await;
    press("S", "KeyS").await;
    window.sees("#rows .row[data-starting]", PROBLEMS[4]).await;
    // A Latin layout goes by its letters: z is where y is on another keyboard.
    press("z", "KeyY").await;
    window.sees_no("#rows .row[data-starting]", "").await;
    // The digits of a French keyboard, without Shift. Two keys at once would be a burst, which does nothing.
    pause().await;
    press("g", "KeyG").await;
    window
        .sees("#category-menu[open] .menu-body button", "Services complaints")
        .await;
    press("\"", "Digit3").await;
    window
        .sees("#ticket .ticket-head .category", "Services complaints")
        .await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn zoom_size_and_place_are_remembered_and_fit_the_screen() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    window.sees(".sidebar h2", "Queue").await;
    window.resize(960, 700).await;
    for (key, width) in [('+', 873), ('+', 768), ('-', 873), ('0', 960), ('+', 873)] {
        window.press_with(&[Key::Control], Key::Letter(key)).await;
        window
            .until(
                "the page is zoomed",
                &format!("Math.abs(innerWidth - {width}) <= 1"),
            )
            .await;
    }
    window.page().set_window_position(120, 40).await.unwrap();
    window.until("it has moved", "screenX === 120").await;
    window.assert_no_errors().await;
    let _ = window.close();

    let window = laptop.open().await;
    let remembered = "Math.abs(innerWidth - 873) <= 1 && Math.abs(outerHeight - 700) <= 1 && screenX === 120 && screenY === 40";
    window
        .until("zoom, size and place are as before", remembered)
        .await;
    window.press_with(&[Key::Control], Key::Letter('0')).await;
    window
        .until(
            "the size is as before",
            "innerWidth === 960 && innerHeight === 700",
        )
        .await;
    let _ = window.close();

    // The large screen where it was is gone.
    let file = laptop.data().join("window.toml");
    std::fs::write(file, "width = 2400.0\nheight = 1300.0\nx = 1900.0\ny = -80.0\n").unwrap();
    let window = laptop.open().await;
    window
        .until(
            "it fits the screen",
            "innerWidth === 1280 && innerHeight === 860 && screenX === 0 && screenY === 0",
        )
        .await;
    window.assert_no_errors().await;
}
