//! How often a laptop gets a page.

use std::time::{Duration, Instant};

use tickets::CommandId;
use wire::sync::ChangesQuery;

use super::{device, ids, query, some_page};
use crate::test_api::{message, test_api};

#[tokio::test]
async fn a_burst_of_changes_is_one_page_a_second_for_a_users_laptop() {
    let api = test_api().await;
    let (laptop, user) = (device(), api.user());
    let lift = api.stuck_lift().await;
    let first = some_page(user.sync_changes(&laptop, &query(&api.desk, 0)).await.unwrap());
    let began = Instant::now();
    let poll = ChangesQuery {
        mark: first.mark,
        wait: Some(30),
        ..query(&api.desk, first.next)
    };
    let waiting = {
        let (user, laptop) = (user.clone(), laptop.clone());
        tokio::spawn(async move { user.sync_changes(&laptop, &poll).await })
    };
    for _ in 0..5 {
        user.write(CommandId::new(), lift.id, &message("Still stuck"))
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut page = some_page(waiting.await.unwrap().unwrap());
    let mut pages = 1;
    let mut messages = page.messages.len();
    assert_eq!(ids(&page), vec![lift.id]);
    while messages < 5 {
        let poll = ChangesQuery {
            mark: page.mark,
            wait: Some(30),
            ..query(&api.desk, page.next)
        };
        page = some_page(user.sync_changes(&laptop, &poll).await.unwrap());
        pages += 1;
        messages += page.messages.len();
    }
    assert!(
        began.elapsed() > Duration::from_millis(900) * pages,
        "{pages} pages in {:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn a_first_sync_reads_on_without_a_pause() {
    let api = test_api().await;
    for _ in 0..20 {
        api.stuck_lift().await;
    }
    let (laptop, user, began) = (device(), api.user(), Instant::now());
    let mut after = 0;
    while after < 20 {
        let poll = ChangesQuery {
            fresh: 20,
            limit: Some(2),
            ..query(&api.desk, after)
        };
        after = some_page(user.sync_changes(&laptop, &poll).await.unwrap()).next;
    }
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
}
