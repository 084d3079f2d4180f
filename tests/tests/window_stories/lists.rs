//! Long lists: the page holds at most 300 rows, and the keys reach every row.

use std::time::{Duration, Instant};

use chrono::Utc;
use end_to_end::sample_desk::{Plan, SampleTicket, write_csv};
use end_to_end::window::{Key, Laptop, Window};

const TICKETS: u64 = 2_000;

#[tokio::test]
async fn the_keys_reach_every_row_of_thousands_with_at_most_300_on_the_page() {
    let laptop = Laptop::of_the_helpdesk();
    let files = tempfile::tempdir().unwrap();
    let (tickets, messages) = (
        files.path().join("tickets.csv"),
        files.path().join("messages.csv"),
    );
    let made: Vec<SampleTicket> = Plan::bench(TICKETS, Utc::now()).tickets().unwrap().collect();
    write_csv(made.iter().cloned(), &tickets, &messages).unwrap();
    let newest = newest_first(made);
    let (first, last) = (newest[0], newest[newest.len() - 1]);
    laptop.import(&tickets, &messages);
    let window = laptop.open().await;
    window.click(".sidebar label", "All").await;
    window
        .sees("#rows .row:first-child .number", &format!("#{first}"))
        .await;
    let watch = "const rows = document.getElementById('rows');
        window.most = 0;
        new MutationObserver(() => { window.most = Math.max(window.most, rows.querySelectorAll('.row').length); })
            .observe(rows, { childList: true, subtree: true });";
    window.run(watch, vec![]).await;

    // Hold Page Down to the end.
    let began = Instant::now();
    while selected(&window).await != Some(last) {
        window.holds(Key::PageDown, 20).await;
        assert!(
            began.elapsed() < Duration::from_secs(180),
            "Page Down does not reach the end"
        );
    }
    assert_no_gaps(&window, &newest).await;

    window.press(Key::Home).await;
    window.until("the first is selected", &is_selected(first)).await;
    window.press(Key::End).await;
    window.until("the last is selected", &is_selected(last)).await;
    assert_no_gaps(&window, &newest).await;
    let upwards = newest.iter().rev().skip(1).take(60);
    for number in upwards {
        window.press('k').await;
        window.until("one up", &is_selected(*number)).await;
    }
    assert_no_gaps(&window, &newest).await;
    window
        .sees("#ticket h1", &format!("Ticket #{}", newest[newest.len() - 61]))
        .await;

    // The wheel loads the next rows too.
    window.press(Key::Home).await;
    window.until("the first is selected", &is_selected(first)).await;
    for _ in 0..12 {
        window
            .run(
                "const rows = document.getElementById('rows'); rows.scrollTop = rows.scrollHeight",
                vec![],
            )
            .await;
        window
            .until(
                "there is more below",
                "rows.scrollTop + rows.clientHeight < rows.scrollHeight - 400",
            )
            .await;
    }
    assert_no_gaps(&window, &newest).await;

    let most = window.run("return window.most", vec![]).await.as_u64().unwrap();
    assert!((250..=300).contains(&most), "{most} rows on the page");
    window.assert_no_errors().await;
}

/// The ticket numbers in the order of the list.
fn newest_first(mut made: Vec<SampleTicket>) -> Vec<u64> {
    made.sort_by_key(|ticket| std::cmp::Reverse((ticket.opened_at.timestamp_millis(), ticket.number)));
    made.into_iter().map(|ticket| ticket.number).collect()
}

fn is_selected(number: u64) -> String {
    format!("document.querySelector('#rows .row:has([aria-current]) .number')?.textContent === '#{number}'")
}

async fn selected(window: &Window) -> Option<u64> {
    let shown = window.run(
        "return document.querySelector('#rows .row:has([aria-current]) .number')?.textContent",
        vec![],
    );
    shown.await.as_str()?.trim_start_matches('#').parse().ok()
}

/// Asserts that the rows on the page are adjacent in the list: none is missing, none is there twice.
async fn assert_no_gaps(window: &Window, newest: &[u64]) {
    let shown: Vec<u64> = window
        .texts("#rows .number")
        .await
        .iter()
        .map(|shown| shown.trim_start_matches('#').parse().unwrap())
        .collect();
    let from = newest
        .iter()
        .position(|number| Some(number) == shown.first())
        .unwrap();
    assert_eq!(shown, newest[from..from + shown.len()]);
}
