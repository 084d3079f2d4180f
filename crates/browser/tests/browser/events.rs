//! Live updates.

use std::time::Duration;

use api::Stopping;
use axum::body::BodyDataStream;
use axum::http::{Method, StatusCode};
use futures_util::StreamExt;
use tokio::sync::watch;

use crate::site::{Browser, Site};

/// A stream of a page.
struct Stream(BodyDataStream);

impl Stream {
    async fn open(browser: &Browser, last: Option<&str>) -> Self {
        let mut request = browser
            .request(Method::GET, "/events")
            .header("sec-fetch-site", "same-origin");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = browser.answer(request, String::new()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("x-accel-buffering"), "no");
        assert!(header("cache-control").contains("no-store"));
        Self(answer.into_body().into_data_stream())
    }

    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        let next = tokio::time::timeout(Duration::from_secs(30), self.0.next()).await;
        let bytes = next.expect("an event in time")?.expect("no error");
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }
}

fn line<'a>(event: &'a str, name: &str) -> &'a str {
    let found = event.lines().find_map(|line| line.strip_prefix(name));
    found.unwrap_or_else(|| panic!("no {name} in {event}")).trim()
}

#[tokio::test]
async fn a_change_reaches_the_page_with_the_ticket_and_the_position_in_the_feed() {
    let site = Site::open();
    let mut browser = site.browser();
    let mut stream = Stream::open(&browser, None).await;
    let first = stream.next().await.unwrap();
    assert_eq!(
        line(&first, "data:"),
        "\"many\"",
        "what changed while the page was loading"
    );
    let ticket = browser.report("The lift is stuck").await;
    let change = stream.next().await.unwrap();
    assert_eq!(line(&change, "event:"), "desk-changed");
    assert_eq!(line(&change, "data:"), format!("[\"{ticket}\"]"));
    assert_eq!(line(&change, "id:"), format!("{}-1", site.desk.generation()));
}

#[tokio::test]
async fn a_page_that_comes_back_refreshes_only_if_it_missed_something() {
    let site = Site::open();
    let mut browser = site.browser();
    browser.report("The lift is stuck").await;
    let here = format!("{}-1", site.desk.generation());
    let nothing = Stream::open(&browser, Some(&here)).await.next().await.unwrap();
    assert!(
        nothing.starts_with(':') || nothing.starts_with("retry"),
        "{nothing}"
    );
    assert!(!nothing.contains("data:"), "{nothing}");
    for missed in ["0", &format!("{}-0", site.desk.generation()), "another-1"] {
        let event = Stream::open(&browser, Some(missed)).await.next().await.unwrap();
        assert_eq!(line(&event, "data:"), "\"many\"", "{missed}");
        assert_eq!(line(&event, "id:"), here, "{missed}");
    }
}

#[tokio::test]
async fn streams_end_with_the_hub() {
    let (stop, stopping) = watch::channel(false);
    let site = Site::with(|pages| pages.stopping = Stopping::when(stopping));
    let mut stream = Stream::open(&site.browser(), None).await;
    stream.next().await.unwrap();
    stop.send_replace(true);
    assert_eq!(stream.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_by_itself_after_ten_to_fifteen_minutes_with_comments_until_then() {
    let site = Site::open();
    let mut stream = Stream::open(&site.browser(), None).await;
    stream.next().await.unwrap();
    let began = tokio::time::Instant::now();
    let mut comments = 0;
    while let Some(event) = stream.next().await {
        assert!(event.starts_with(':'), "{event}");
        comments += 1;
    }
    let minutes = began.elapsed().as_secs() / 60;
    assert!((10..=15).contains(&minutes), "{minutes} minutes");
    assert!(comments >= 39, "every 15 seconds: {comments}");
}

#[tokio::test]
async fn an_address_has_a_limited_number_of_streams_and_gets_closed_ones_back() {
    let site = Site::open();
    let browser = site.browser();
    let mut open = Vec::new();
    for _ in 0..200 {
        open.push(Stream::open(&browser, None).await);
    }
    let request = || browser.request(Method::GET, "/events");
    let refused = browser.answer(request(), String::new()).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    open.pop();
    let again = browser.answer(request(), String::new()).await;
    assert_eq!(again.status(), StatusCode::OK);
    let foreign = request().header("sec-fetch-site", "cross-site");
    assert_eq!(
        browser.answer(foreign, String::new()).await.status(),
        StatusCode::FORBIDDEN
    );
}
