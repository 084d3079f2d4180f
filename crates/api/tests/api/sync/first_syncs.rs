//! Laptops that read the feed from the beginning.

use std::future::pending;

use api::{Concurrency, Options};
use wire::ClientError;
use wire::sync::ChangesQuery;

use super::{device, ids, query, some_page};
use crate::test_api::test_api_of;

#[tokio::test]
async fn a_few_laptops_at_a_time_read_from_the_beginning() {
    let options = Options {
        bounds: Concurrency {
            first_syncs: 1,
            ..Concurrency::default()
        },
        ..Options::default()
    };
    let api = test_api_of(options, pending()).await;
    for _ in 0..3 {
        api.stuck_lift().await;
    }
    let (one, two, user) = (device(), device(), api.user());
    let page = |after| ChangesQuery {
        fresh: 3,
        limit: Some(1),
        ..query(&api.desk, after)
    };
    let first = some_page(user.sync_changes(&one, &page(0)).await.unwrap());
    assert_eq!((first.next, ids(&first).len()), (1, 1));
    let refused = user.sync_changes(&two, &page(0)).await;
    let Err(ClientError::Refused {
        status: 503,
        retry_after: Some(later),
        ..
    }) = refused
    else {
        panic!("{refused:?}");
    };
    assert!((1..=15).contains(&later.as_secs()));
    let up_to_date = user.sync_changes(&two, &query(&api.desk, 3)).await;
    assert!(up_to_date.is_ok(), "laptops that follow are served");
    for after in 1..3 {
        some_page(user.sync_changes(&one, &page(after)).await.unwrap());
    }
    user.sync_changes(&one, &page(3)).await.unwrap();
    some_page(user.sync_changes(&two, &page(0)).await.unwrap());
    let devices: Vec<_> = api.devices.list().into_iter().map(|seen| seen.device).collect();
    assert_eq!(devices, [two.id, one.id]);
}
