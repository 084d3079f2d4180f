//! The feed of a replica.

use std::collections::HashSet;
use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use tickets::{CommandId, Status};
use tokio::task::JoinSet;
use wire::sync::Device;

use super::{answer, device, ids, query, some_page};
use crate::test_api::{message, test_api};

#[tokio::test]
async fn a_laptop_follows_page_by_page_and_learns_what_was_closed() {
    let api = test_api().await;
    let (laptop, user, helpdesk) = (device(), api.user(), api.helpdesk());
    let (lift, heat) = (api.stuck_lift().await, api.stuck_lift().await);
    let first = some_page(user.sync_changes(&laptop, &query(&api.desk, 0)).await.unwrap());
    assert_eq!(ids(&first), [lift.id, heat.id]);
    assert_eq!((first.next, first.head, first.history.len()), (2, 2, 2));
    assert_eq!(first.mark, api.desk.mark_at(2).unwrap());
    let next = wire::sync::ChangesQuery {
        mark: first.mark,
        ..query(&api.desk, first.next)
    };
    assert_eq!(answer(user.sync_changes(&laptop, &next).await.unwrap()), None);
    for status in [Status::Active, Status::Closed] {
        helpdesk
            .set_status(CommandId::new(), lift.id, status)
            .await
            .unwrap();
    }
    let second = some_page(user.sync_changes(&laptop, &next).await.unwrap());
    let closed: Vec<_> = second
        .closed
        .into_iter()
        .filter_map(wire::Received::readable)
        .collect();
    assert_eq!(
        (closed.len(), closed[0].ticket, closed[0].number),
        (1, lift.id, lift.number)
    );
    assert!(second.tickets.is_empty() && second.history.is_empty());
    let all = some_page(helpdesk.sync_changes(&laptop, &next).await.unwrap());
    assert_eq!(
        (ids(&all), all.history.len(), all.closed.len()),
        (vec![lift.id], 2, 0)
    );
}

#[tokio::test]
async fn a_waiting_laptop_is_answered_at_the_next_change() {
    let api = test_api().await;
    let mut waiting = JoinSet::new();
    for client in [api.user(), api.helpdesk()] {
        let query = wire::sync::ChangesQuery {
            wait: Some(30),
            ..query(&api.desk, 0)
        };
        waiting.spawn(async move { client.sync_changes(&device(), &query).await });
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(waiting.try_join_next().is_none());
    let lift = api.stuck_lift().await;
    for page in waiting.join_all().await {
        assert_eq!(ids(&some_page(page.unwrap())), [lift.id]);
    }
}

#[tokio::test]
async fn laptops_at_one_position_get_the_same_page_which_was_read_once() {
    let api = test_api().await;
    let mut waiting = JoinSet::new();
    for _ in 0..200 {
        let query = wire::sync::ChangesQuery {
            wait: Some(30),
            ..query(&api.desk, 0)
        };
        let request = api.request("user", Method::GET, "sync/changes").query(&query);
        let request = request.header(Device::ID, device().id.to_string());
        waiting.spawn(async move { request.send().await.unwrap().text().await.unwrap() });
    }
    while api.devices.list().len() < 200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    api.stuck_lift().await;
    let pages: HashSet<String> = waiting.join_all().await.into_iter().collect();
    assert!(
        pages.len() < 5,
        "a page says when it was read: {} pages",
        pages.len()
    );
}

#[tokio::test]
async fn a_large_page_is_compressed_for_laptops_that_accept_it() {
    let api = test_api().await;
    let lift = api.stuck_lift().await;
    for _ in 0..20 {
        api.user()
            .write(CommandId::new(), lift.id, &message("Still stuck"))
            .await
            .unwrap();
    }
    let http = wire::http::client().no_zstd().build().unwrap();
    let request = |coding: &str| {
        let request = api.request_of(&http, "user", Method::GET, "sync/changes");
        request
            .query(&query(&api.desk, 0))
            .header("accept-encoding", coding)
    };
    let compressed = request("gzip, zstd").send().await.unwrap();
    assert_eq!(compressed.headers()["content-encoding"], "zstd");
    let compressed = compressed.bytes().await.unwrap();
    for coding in ["identity", "gzip, zstd;q=0"] {
        let plain = request(coding).send().await.unwrap();
        assert!(!plain.headers().contains_key("content-encoding"));
        let plain = plain.bytes().await.unwrap();
        assert!(
            compressed.len() * 4 < plain.len(),
            "{} of {}",
            compressed.len(),
            plain.len()
        );
        let page: Value = serde_json::from_slice(&plain).unwrap();
        assert_eq!(page["messages"].as_array().unwrap().len(), 20);
    }
    let page = some_page(
        api.user()
            .sync_changes(&device(), &query(&api.desk, 0))
            .await
            .unwrap(),
    );
    assert_eq!(page.messages.len(), 20, "the client decompresses it");
}
