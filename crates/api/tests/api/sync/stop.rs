//! A planned stop.

use std::future::pending;

use api::{Options, Stopping};
use tokio::sync::watch;
use tokio::task::JoinSet;
use wire::ClientError;
use wire::sync::ChangesQuery;

use super::{device, query};
use crate::test_api::test_api_of;

#[tokio::test]
async fn waiting_laptops_are_sent_away_for_different_times() {
    let (stop, stopping) = watch::channel(false);
    let options = Options {
        stopping: Stopping::when(stopping),
        ..Options::default()
    };
    let api = test_api_of(options, pending()).await;
    let mut waiting = JoinSet::new();
    for _ in 0..20 {
        let (user, query) = (
            api.user(),
            ChangesQuery {
                wait: Some(30),
                ..query(&api.desk, 0)
            },
        );
        waiting.spawn(async move { user.sync_changes(&device(), &query).await });
    }
    while api.devices.list().len() < 20 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    stop.send_replace(true);
    let mut seconds = std::collections::BTreeSet::new();
    for answer in waiting.join_all().await {
        let Err(ClientError::Refused {
            status: 503,
            retry_after: Some(later),
            ..
        }) = answer
        else {
            panic!("{answer:?}");
        };
        seconds.insert(later.as_secs());
    }
    assert!(
        seconds.iter().all(|second| (1..=15).contains(second)) && seconds.len() > 1,
        "{seconds:?}"
    );
}
