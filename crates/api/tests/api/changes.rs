//! `/changes`

use std::time::{Duration, Instant};

use tickets::{CommandId, Status};

use crate::campus::{campus, message, problem};

const AT_ONCE: Duration = Duration::ZERO;

#[tokio::test]
async fn each_ticket_and_message_is_told_once_in_its_latest_state() {
    let campus = campus().await;
    let helpdesk = campus.helpdesk();
    let lift = campus.stuck_lift().await;
    let said = campus
        .user()
        .write(CommandId::new(), lift.id, &message("Anyone?"))
        .await
        .unwrap();
    let active = helpdesk
        .set_status(CommandId::new(), lift.id, Status::Active)
        .await
        .unwrap();
    let changes = helpdesk.changes(0, 100, AT_ONCE).await.unwrap();
    assert_eq!(
        (changes.tickets, changes.messages, changes.next),
        (vec![active], vec![said], 3)
    );
    let news = campus.service().changes(3, 100, AT_ONCE).await.unwrap();
    assert_eq!((news.tickets.len(), news.messages.len(), news.next), (0, 0, 3));
    assert_eq!(news.desk, campus.desk.generation());
}

#[tokio::test]
async fn a_follower_catches_up_in_steps() {
    let campus = campus().await;
    for _ in 0..5 {
        campus.stuck_lift().await;
    }
    let (mut after, mut met) = (0, 0);
    while after < 5 {
        let step = campus.service().changes(after, 2, AT_ONCE).await.unwrap();
        assert!(step.next > after && step.tickets.len() <= 2);
        met += step.tickets.len();
        after = step.next;
    }
    assert_eq!(met, 5);
}

#[tokio::test]
async fn who_waits_is_told_as_soon_as_something_happens() {
    let campus = campus().await;
    let follower = campus.service();
    let waiting = tokio::spawn(async move { follower.changes(0, 10, Duration::from_secs(20)).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    let reported = Instant::now();
    let lift = campus.stuck_lift().await;
    let changes = waiting.await.unwrap().unwrap();
    assert!(reported.elapsed() < Duration::from_secs(5));
    assert_eq!(changes.tickets, [lift]);
}

#[tokio::test]
async fn who_waits_for_nothing_is_told_so_in_time() {
    let campus = campus().await;
    let began = Instant::now();
    let changes = campus
        .service()
        .changes(0, 10, Duration::from_secs(1))
        .await
        .unwrap();
    assert!(changes.tickets.is_empty());
    assert!((1..5).contains(&began.elapsed().as_secs()));
}

#[tokio::test]
async fn who_stands_beyond_the_end_is_not_left_waiting() {
    let campus = campus().await;
    let began = Instant::now();
    for beyond in [7, u64::MAX] {
        let changes = campus
            .service()
            .changes(beyond, 10, Duration::from_secs(20))
            .await
            .unwrap();
        assert!(changes.tickets.is_empty());
        assert_eq!(
            changes.next, 0,
            "the feed's end, so that the follower sees that it is beyond"
        );
    }
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn the_feed_is_for_helpdesk_and_services() {
    let campus = campus().await;
    problem(campus.get("user", "changes").await, 403).await;
    assert_eq!(campus.get("helpdesk", "changes").await.status(), 200);
    assert_eq!(campus.get("service", "changes").await.status(), 200);
}

#[tokio::test]
async fn a_query_beyond_the_limits_is_refused() {
    let campus = campus().await;
    for query in [
        "limit=0",
        "limit=100001",
        "wait=31",
        "wait=-1",
        "wait=1.5",
        "after=-1",
        "after=x",
        "since=0",
    ] {
        for feed in ["changes", "facts"] {
            problem(campus.get("service", &format!("{feed}?{query}")).await, 400).await;
        }
    }
}
