//! Typed text is never interpreted as markup or as a query: it is shown unchanged everywhere.

use end_to_end::window::Laptop;

const ODD: [&str; 7] = [
    "<img src=x onerror=\"window.hacked = 1\">",
    "<script>window.hacked = 1</script> & <b>bold</b>",
    "{{7*7}} ${7*7} {% raw %}",
    "'; drop table tickets; --",
    "المصعد عالق بين طابقين",
    "🛗🔥 the lift, 👩‍🔧 please — naïve ﬁ Ⅳ",
    "\u{202e}this was typed backwards\u{202c} \"quoted\" javascript:alert(1)",
];

#[tokio::test]
async fn unusual_texts_are_shown_unchanged_as_description_place_and_search() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    for odd in ODD {
        window.sees("#report button", "Send report").await;
        window.pastes("#report-description", odd).await;
        window.pastes("#report-place", odd).await;
        window.pastes("#report-name", odd).await;
        window.click("#report button", "Send report").await;
        window.sees("#report h2", "Your report is number").await;
        window.sees("#rows .summary", odd).await;
        window.sees("#rows .place", odd).await;

        window.click("#report button", "Open the ticket").await;
        window.sees("#ticket .description", odd).await;
        assert_eq!(window.exact_text("#ticket .description .text").await, odd);
        assert_eq!(window.exact_text("#ticket .ticket-head .place").await, odd);
        window.sees("#ticket .history", odd).await;
        window.pastes("#composer-body", odd).await;
        window.click("#composer button", "Send").await;
        window.sees("#ticket .message", odd).await;
        assert_eq!(window.exact_text("#ticket .message .text").await, odd);
        window.click("#ticket [data-back]", "").await;
        window.click("#report button", "Report another problem").await;
    }
    window.sees("#report button", "Send report").await;
    for odd in ODD {
        window.pastes("#q", odd).await;
        window
            .until(
                "the search answered",
                "document.querySelector('#rows').textContent.trim() !== ''",
            )
            .await;
        assert_eq!(window.value("#q").await, odd, "the search box keeps it");
    }
    // A search for its words finds it; an invalid query gets a hint.
    window.pastes("#q", "drop table").await;
    window
        .until(
            "one is found",
            "document.querySelectorAll('#rows .row').length === 1",
        )
        .await;
    window.sees("#rows .summary", "'; drop table tickets; --").await;
    window.pastes("#q", "opened:yesterday..").await;
    window.sees("#rows .search-hint", "").await;

    window
        .until("no text ran as a script", "window.hacked === undefined")
        .await;
    assert_eq!(
        window.count("#page img, #page .text b, #page .summary b").await,
        0,
        "no text became an element"
    );
    window.assert_no_errors().await;
}
