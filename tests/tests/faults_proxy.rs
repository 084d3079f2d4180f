//! Laptops that reach their hub through nginx, with TLS and nginx's buffers, as `docs/HUB.md` configures it.
#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

use std::time::{Duration, Instant};

use end_to_end::Hub;
use end_to_end::nginx::Nginx;
use tempfile::{TempDir, tempdir};
use tickets::{CommandId, TicketId};
use uuid::Uuid;
use wire::sync::{ChangesQuery, Device, Hello, Page};
use wire::{Client, ClientError, NewMessage, NewTicket, Synced};

/// A hub behind nginx.
struct Campus {
    folder: TempDir,
    proxy_folder: TempDir,
    hub: Hub,
    proxy: Nginx,
}

fn campus() -> Campus {
    let (folder, proxy_folder) = (tempdir().expect("a folder"), tempdir().expect("a folder"));
    let hub = Hub::start(folder.path());
    let proxy = Nginx::start(proxy_folder.path(), at(&hub));
    Campus {
        folder,
        proxy_folder,
        hub,
        proxy,
    }
}

fn at(hub: &Hub) -> &str {
    hub.address().trim_start_matches("http://")
}

fn device() -> Device {
    Device {
        id: Uuid::new_v4(),
        version: "0.1.0".to_owned(),
        waiting: 0,
    }
}

fn query(hello: &Hello, after: u64, wait: u32) -> ChangesQuery {
    ChangesQuery {
        wait: Some(wait),
        ..ChangesQuery::new(hello.desk, after)
    }
}

async fn report(user: &Client, text: &str) -> wire::Ticket {
    let new = NewTicket {
        description: text.to_owned(),
        ..NewTicket::default()
    };
    user.report(CommandId::new(), &new).await.expect("accepted")
}

fn some_page(answer: Result<Synced<Option<Page>>, ClientError>) -> Page {
    match answer {
        Ok(Synced::Answer(Some(page))) => page,
        other => panic!("no page: {other:?}"),
    }
}

#[tokio::test]
async fn a_report_arrives_through_the_proxy_at_once_and_a_quiet_wait_ends_without_an_error() {
    let campus = campus();
    let (user, helpdesk) = (campus.proxy.client("user"), campus.proxy.client("helpdesk"));
    let hello = helpdesk.sync_hello(&device()).await.expect("a hub behind nginx");
    let quiet = helpdesk.sync_changes(&device(), &query(&hello, 0, 2)).await;
    assert!(matches!(quiet, Ok(Synced::Answer(None))), "{quiet:?}");

    let wait = query(&hello, 0, 30);
    let waits = tokio::spawn(async move { helpdesk.sync_changes(&device(), &wait).await });
    tokio::time::sleep(Duration::from_secs(1)).await;
    let began = Instant::now();
    let lift = report(&user, "The lift is stuck").await;
    let page = some_page(waits.await.expect("no panic"));
    assert_eq!(page.tickets.len(), 1);
    // nginx that held the answer back until its buffer is full or the wait is over would take half a minute.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());

    // A page far larger than nginx's buffers (8 of 4 or 8 KB) passes whole.
    for part in 0..60 {
        let body = (0..1_000)
            .map(|word| format!("{}", word * 7_919 + part))
            .collect::<Vec<_>>();
        let new = NewMessage {
            body: body.join(" "),
            name: None,
        };
        user.write(CommandId::new(), lift.id, &new)
            .await
            .expect("accepted");
    }
    let all = some_page(
        campus
            .proxy
            .client("helpdesk")
            .sync_changes(&device(), &query(&hello, 0, 0))
            .await,
    );
    assert_eq!((all.messages.len(), all.next), (60, 61));
}

#[tokio::test]
async fn two_hundred_laptops_wait_behind_the_proxy_and_all_are_answered() {
    let campus = campus();
    let user = campus.proxy.client("user");
    let hello = user.sync_hello(&device()).await.expect("a hub behind nginx");
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (user, query) = (user.clone(), query(&hello, 0, 30));
        waiting.spawn(async move { user.sync_changes(&device(), &query).await });
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(waiting.try_join_next().is_none(), "all of them wait");
    report(&user, "The lift is stuck").await;
    let pages = waiting.join_all().await.into_iter().map(some_page);
    assert_eq!(pages.map(|page| page.tickets.len()).collect::<Vec<_>>(), [1; 200]);
}

#[tokio::test]
async fn a_hub_that_stops_behind_the_proxy_sends_laptops_away_and_they_find_it_again() {
    let campus = campus();
    let Campus {
        folder,
        proxy_folder: _proxy_folder,
        hub,
        proxy,
    } = campus;
    let user = proxy.client("user");
    let hello = user.sync_hello(&device()).await.expect("a hub behind nginx");
    let (waiting, wait) = (user.clone(), query(&hello, 0, 30));
    let waits = tokio::spawn(async move { waiting.sync_changes(&device(), &wait).await });
    tokio::time::sleep(Duration::from_secs(1)).await;
    let address = at(&hub).to_owned();
    assert!(hub.stop().success());
    match waits.await.expect("no panic") {
        Err(ClientError::Refused {
            status: 503,
            retry_after: Some(_),
            ..
        }) => {}
        other => panic!("not sent away: {other:?}"),
    }
    let without_hub = user.sync_hello(&device()).await;
    assert!(
        matches!(without_hub, Err(ClientError::Refused { status: 502, .. })),
        "nginx says that the hub is away: {without_hub:?}"
    );
    let _hub = Hub::start_at(folder.path(), &address);
    // nginx tries a server again 10 seconds after it failed, or at once if there is no other.
    let began = Instant::now();
    while user.sync_hello(&device()).await.is_err() {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "the hub is not found again"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let lift = report(&user, "The lift is stuck").await;
    assert_eq!(lift.number, Some(1));
}

/// nginx buffers answers: an event must arrive although its buffer is not full. The proxy also passes on what the guards of the
/// pages check.
#[tokio::test]
async fn a_browser_behind_the_proxy_gets_live_updates_at_once_and_passes_the_guards() {
    let (folder, proxy_folder) = (tempdir().expect("a folder"), tempdir().expect("a folder"));
    let hub = Hub::start_with_pages_for_proxy(folder.path());
    let proxy = Nginx::start(proxy_folder.path(), at(&hub));
    let authority = reqwest::Certificate::from_pem(proxy.authority.as_bytes()).expect("a certificate");
    let browser = wire::http::client()
        .tls_certs_only([authority])
        .build()
        .expect("a client");
    let url = |path: &str| format!("{}{path}", proxy.address);

    let mut live = browser.get(url("/events")).send().await.expect("a stream");
    assert!(next(&mut live).await.contains("\"many\""), "the first event");
    let ticket = TicketId::new().to_string();
    let command = CommandId::new().to_string();
    let form = format!("command={command}&ticket={ticket}&description=The+lift+is+stuck");
    let post = |site: &str| {
        let request = browser.post(url("/report_ticket")).header("origin", site);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(form.clone())
    };
    let foreign = post("https://evil.example").send().await.expect("an answer");
    assert_eq!(foreign.status(), 403);
    let own = post(&proxy.address).send().await.expect("an answer");
    assert_eq!(own.status(), 200, "{}", own.text().await.unwrap_or_default());
    assert!(next(&mut live).await.contains(&ticket), "the change");
}

/// The next part of a stream.
async fn next(live: &mut reqwest::Response) -> String {
    let part = tokio::time::timeout(Duration::from_secs(10), live.chunk()).await;
    let part = part.expect("in time").expect("no error").expect("not the end");
    String::from_utf8_lossy(&part).into_owned()
}
