//! Positions that a desk does not have.

use serde_json::json;
use uuid::Uuid;
use wire::sync::{ChangesQuery, ResetReason};
use wire::{Client, Synced};

use super::{answer, device, get_changes, query};
use crate::test_api::{TestApi, problem, test_api};

async fn reset(api: &TestApi, query: &ChangesQuery) -> ResetReason {
    let [user, helpdesk] = [
        reset_of(api, &api.user(), query).await,
        reset_of(api, &api.helpdesk(), query).await,
    ];
    assert_eq!(user, helpdesk);
    user
}

async fn reset_of(api: &TestApi, client: &Client, query: &ChangesQuery) -> ResetReason {
    let Synced::Reset(reset) = client.sync_changes(&device(), query).await.unwrap() else {
        panic!("no reset");
    };
    assert_eq!((reset.desk, reset.head), (api.desk.generation(), 2));
    reset.reset.readable().expect("a known reason")
}

#[tokio::test]
async fn a_laptop_that_knows_another_desk_starts_again() {
    let api = test_api().await;
    let (first, second) = (api.stuck_lift().await, api.stuck_lift().await);
    assert_ne!(first.id, second.id);
    let at = |after, mark| ChangesQuery {
        mark,
        ..query(&api.desk, after)
    };
    let mark = |number| api.desk.mark_at(number).unwrap();
    let other_desk = ChangesQuery {
        desk: Uuid::new_v4(),
        ..at(1, None)
    };
    assert_eq!(reset(&api, &other_desk).await, ResetReason::Generation);
    assert_eq!(reset(&api, &at(3, None)).await, ResetReason::Ahead);
    assert_eq!(reset(&api, &at(u64::MAX, mark(2))).await, ResetReason::Ahead);
    assert_eq!(reset(&api, &at(1, mark(2))).await, ResetReason::Fork);
    let waiting = ChangesQuery {
        wait: Some(30),
        ..at(2, mark(1))
    };
    assert_eq!(reset(&api, &waiting).await, ResetReason::Fork);
    let answered = |answered, answered_mark| ChangesQuery {
        answered: Some(answered),
        answered_mark,
        ..at(1, mark(1))
    };
    assert_eq!(reset(&api, &answered(3, None)).await, ResetReason::Ahead);
    assert_eq!(reset(&api, &answered(2, mark(1))).await, ResetReason::Fork);
    for good in [answered(2, mark(2)), answered(1, None)] {
        answer(api.user().sync_changes(&device(), &good).await.unwrap());
    }
    for good in [at(1, mark(1)), at(2, mark(2)), at(2, None), at(0, mark(2))] {
        answer(api.user().sync_changes(&device(), &good).await.unwrap());
    }
    let json = json!({ "protocol": 1, "desk": Uuid::nil() });
    let refused = problem(get_changes(&api, "user", &json).await, 409).await;
    assert_eq!(refused["reset"], "generation");
}

#[tokio::test]
async fn a_query_with_an_invalid_parameter_is_refused() {
    let api = test_api().await;
    let desk = api.desk.generation();
    for wrong in [
        "limit=0",
        "limit=2001",
        "wait=31",
        "wait=-1",
        "after=-1",
        "after=x",
        "fresh=x",
        "mark=x",
        "scope=closed",
    ] {
        let path = format!("sync/changes?protocol=1&desk={desk}&{wrong}");
        problem(api.get("user", &path).await, 400).await;
    }
    for missing in [format!("desk={desk}"), "protocol=1".to_owned()] {
        problem(api.get("user", &format!("sync/changes?{missing}")).await, 400).await;
    }
}
