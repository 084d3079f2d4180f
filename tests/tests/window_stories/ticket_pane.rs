//! How a ticket is laid out: newest message, composer, third column, scrolling; and the reporter's two columns.

use std::fs;

use end_to_end::window::{Key, Laptop, Window};
use serde_json::Value;

use crate::other_clients;

async fn rect(window: &Window, selector: &str) -> [i64; 4] {
    let script =
        "const { left, top, right, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
        return [left, top, right, bottom].map(Math.round)";
    let edges = window.run(script, vec![selector.into()]).await;
    let edge = |at: usize| edges[at].as_i64().unwrap();
    [edge(0), edge(1), edge(2), edge(3)]
}

/// Waits until the ticket is scrolled to a position for which this comparison is true.
async fn scrolled(window: &Window, comparison: &str) {
    let position = format!("document.querySelector('.ticket-scroll').scrollTop {comparison}");
    window.until("the ticket is scrolled", &position).await;
}

#[tokio::test]
async fn a_long_thread_opens_at_its_newest_message_and_a_short_one_has_the_composer_below_it() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let (user, desk) = (window.api("user"), window.api("helpdesk"));
    let long = other_clients::report(&user, "The lift is stuck. It beeps all day.", Some("Hall B")).await;
    for n in 1..=20 {
        let text = format!("Message {n}. {}", "It still does not move. ".repeat(8));
        other_clients::write(if n % 2 == 0 { &user } else { &desk }, &long, &text).await;
    }
    other_clients::report(&user, "The tap drips", Some("Hall B")).await;
    // A row that is inserted above would move the others while one clicks.
    window.sees("#rows .row", "The tap").await;
    window.click("#rows .row-open", "The lift").await;
    window.sees("#ticket h1", "The lift is stuck Ticket #1").await;
    window.sees("#ticket .message", "Message 20").await;
    let pane = rect(&window, ".ticket-scroll").await;
    let newest = rect(&window, ".message:last-of-type").await;
    assert!(
        pane[1] <= newest[1] && newest[3] <= pane[3],
        "{newest:?} in {pane:?}"
    );
    window.picture("long-thread");

    // Space scrolls the ticket, also with the focus on its row.
    let top = async || {
        let top = window
            .run(
                "return document.querySelector('.ticket-scroll').scrollTop",
                vec![],
            )
            .await;
        top.as_f64().unwrap()
    };
    let end = top().await;
    window.press_with(&[Key::Shift], Key::Letter(' ')).await;
    scrolled(&window, &format!("< {}", end - 100.0)).await;
    // The scroll is animated.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let up = top().await;
    window.press(' ').await;
    scrolled(&window, &format!("> {}", up + 100.0)).await;

    window.click("#rows .row-open", "The tap").await;
    window.sees("#ticket h1", "The tap drips Ticket #2").await;
    let (thread, composer) = (rect(&window, ".thread").await, rect(&window, "#composer").await);
    let gap = composer[1] - thread[3];
    assert!(
        (0..=130).contains(&gap),
        "{gap} px between the thread and the composer"
    );
    window.picture("short-thread");
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_wide_window_has_a_third_column_with_reporter_place_and_history() {
    let laptop = Laptop::of_the_helpdesk().with_screen(1920, 1080);
    let window = laptop.open().await;
    let user = window.api("user");
    for text in ["The lift is stuck", "The tap drips", "No light in the corridor"] {
        other_clients::report(&user, text, Some("Hall B")).await;
    }
    other_clients::report(&user, "The wifi is slow", Some("Library")).await;
    window.resize(1920, 1000).await;
    window.click("#rows .row-open", "The tap").await;
    window
        .sees(".ticket-aside .reporter", "Reporter no name given")
        .await;
    window.sees(".same-place[open] li", "The lift is stuck").await;
    assert_eq!(
        window.count(".same-place li").await,
        2,
        "the other tickets of Hall B"
    );
    window.sees(".history[open] li", "sent the report").await;
    let (text, aside) = (
        rect(&window, ".description").await,
        rect(&window, ".ticket-aside").await,
    );
    assert!(
        aside[0] >= text[2] && aside[1] <= text[1] + 1,
        "beside the text: {aside:?} {text:?}"
    );
    window.picture("third-column");
    // In a narrower window it is below the text, and closed.
    window.resize(1280, 800).await;
    window
        .until(
            "the details are closed",
            "!document.querySelector('.history').open",
        )
        .await;
    let (text, aside) = (
        rect(&window, ".description").await,
        rect(&window, ".ticket-aside").await,
    );
    assert!(aside[1] >= text[3], "{aside:?} {text:?}");

    window.resize(1920, 1000).await;
    window
        .click(".same-place[open] button", "The lift is stuck")
        .await;
    window.sees("#ticket h1", "The lift is stuck").await;
    window.click(".same-place button", "Show all in the list").await;
    window.sees("#q", "").await;
    assert_eq!(window.value("#q").await, "place:\"=Hall B\"");
    window
        .until(
            "the list has the place's tickets",
            "document.querySelectorAll('#rows .row').length === 3",
        )
        .await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn reporters_have_the_form_and_their_lists_side_by_side_in_a_wide_window() {
    let laptop = Laptop::new().with_screen(1920, 1080);
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    other_clients::report(&window.api("user"), "The printer is on fire", Some("Hall B")).await;
    window.sees("#rows .row", "The printer").await;
    window.resize(1100, 800).await;
    let side_by_side = async |left: &str| {
        let (left, lists) = (rect(&window, left).await, rect(&window, ".user-lists").await);
        assert!(
            left[2] <= lists[0] && (left[1] - lists[1]).abs() < 8,
            "{left:?} {lists:?}"
        );
    };
    side_by_side(".user-form").await;
    window.picture_of(1100, 800, "reporter-two-columns");
    // A ticket opens in place of the form; the lists stay.
    window.click("#rows .row-open", "The printer").await;
    window.sees("#ticket h1", "The printer is on fire").await;
    side_by_side("#ticket").await;
    window.click("#ticket button", "Back").await;
    window.sees(".user-form h1", "Report a problem").await;
    window.resize(1099, 800).await;
    let (form, lists) = (
        rect(&window, ".user-form").await,
        rect(&window, ".user-lists").await,
    );
    assert!(lists[1] >= form[3], "below each other");
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_pasted_or_dropped_picture_says_what_to_do_and_the_text_stays() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window
        .types("#report-description", "The screen shows this:")
        .await;
    for event in ["paste", "drop"] {
        let script = "const data = new DataTransfer();
            data.items.add(new File(['x'], 'screen.png', { type: 'image/png' }));
            const field = document.getElementById('report-description');
            const event = arguments[0] === 'paste'
                ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
                : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
            return [field.dispatchEvent(event), data.types.includes('Files')]";
        let result = window.run(script, vec![event.into()]).await;
        assert_eq!(result[1], Value::Bool(true), "the event has a file");
        assert_eq!(result[0], Value::Bool(false), "the window does not open the file");
        window
            .sees(
                "#notices .notice",
                "Pictures and files cannot be added yet. Describe what the picture shows",
            )
            .await;
        assert_eq!(
            window.value("#report-description").await,
            "The screen shows this:"
        );
        window.picture("pasted-picture");
        window.click("#notices .notice button", "Dismiss").await;
        window.sees_no("#notices .notice", "Pictures").await;
    }
    window.assert_no_errors().await;
}

/// A program in front of the system's `xdg-open` records which folder it is asked to open.
#[tokio::test]
async fn a_saved_file_is_shown_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (bin, asked) = (folder.path().join("bin"), folder.path().join("asked"));
    fs::create_dir(&bin).unwrap();
    let program = bin.join("xdg-open");
    fs::write(
        &program,
        format!(
            "#!/bin/sh\nprintf %s \"$1\" > {0}.part\nmv {0}.part {0}\n",
            asked.display()
        ),
    )
    .unwrap();
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let chosen = folder.path().join("tickets.csv");
    let laptop = Laptop::of_the_helpdesk()
        .choosing(&chosen)
        .with_environment("PATH", &path);
    let window = laptop.open().await;
    other_clients::report(&window.api("user"), "The lift is stuck", None).await;
    window.click("#file-menu summary", "Files").await;
    window.click("#file-menu button", "Export all tickets").await;
    window
        .sees("#notices .notice", "Saved 1 ticket and 0 messages to")
        .await;
    window.picture("show-in-folder");
    window.click("#notices button", "Show in folder").await;
    end_to_end::window::wait_until("the folder is opened", || asked.exists());
    assert_eq!(
        fs::read_to_string(&asked).unwrap(),
        folder.path().display().to_string()
    );
    window.assert_no_errors().await;
}
