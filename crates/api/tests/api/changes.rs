//! `/changes`

use std::time::{Duration, Instant};

use desk::Visible;
use tickets::{CommandId, Event, Role, Status, Ticket};
use wire::Received;

use crate::test_api::{message, problem, refusal, test_api};

const NO_WAIT: Duration = Duration::ZERO;

#[tokio::test]
async fn each_changed_ticket_and_message_is_listed_once_in_its_current_state() {
    let api = test_api().await;
    let helpdesk = api.helpdesk();
    let lift = api.stuck_lift().await;
    let written = api
        .user()
        .write(CommandId::new(), lift.id, &message("Anyone?"))
        .await
        .unwrap();
    let active = helpdesk
        .set_status(CommandId::new(), lift.id, Status::Active)
        .await
        .unwrap();
    let changes = helpdesk.changes(0, 100, NO_WAIT).await.unwrap();
    assert_eq!(
        (changes.tickets, changes.messages, changes.next),
        (vec![active.into()], vec![written.into()], 3)
    );
    let news = api.service().changes(3, 100, NO_WAIT).await.unwrap();
    assert_eq!((news.tickets.len(), news.messages.len(), news.next), (0, 0, 3));
    assert_eq!(news.desk, api.desk.generation());
}

#[tokio::test]
async fn a_reader_catches_up_page_by_page() {
    let api = test_api().await;
    for _ in 0..5 {
        api.stuck_lift().await;
    }
    let (mut after, mut seen) = (0, 0);
    while after < 5 {
        let step = api.service().changes(after, 2, NO_WAIT).await.unwrap();
        assert!(step.next > after && step.tickets.len() <= 2);
        seen += step.tickets.len();
        after = step.next;
    }
    assert_eq!(seen, 5);
}

#[tokio::test]
async fn a_waiting_request_is_answered_at_the_next_change() {
    let api = test_api().await;
    let follower = api.service();
    let waiting = tokio::spawn(async move { follower.changes(0, 10, Duration::from_secs(20)).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    let reported = Instant::now();
    let lift = api.stuck_lift().await;
    let changes = waiting.await.unwrap().unwrap();
    assert!(reported.elapsed() < Duration::from_secs(5));
    assert_eq!(changes.tickets, [lift.into()]);
}

#[tokio::test]
async fn a_waiting_request_is_answered_after_its_wait_time() {
    let api = test_api().await;
    let began = Instant::now();
    let changes = api
        .service()
        .changes(0, 10, Duration::from_secs(1))
        .await
        .unwrap();
    assert!(changes.tickets.is_empty());
    assert!((1..5).contains(&began.elapsed().as_secs()));
}

#[tokio::test]
async fn a_position_beyond_the_end_is_answered_at_once() {
    let api = test_api().await;
    let began = Instant::now();
    for beyond in [7, u64::MAX] {
        let changes = api
            .service()
            .changes(beyond, 10, Duration::from_secs(20))
            .await
            .unwrap();
        assert!(changes.tickets.is_empty());
        assert_eq!(
            changes.next, 0,
            "`next` is the feed's end, so the reader notices that its position is beyond it"
        );
    }
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn only_the_helpdesk_and_services_read_changes() {
    let api = test_api().await;
    problem(api.get("user", "changes").await, 403).await;
    assert_eq!(api.get("helpdesk", "changes").await.status(), 200);
    assert_eq!(api.get("service", "changes").await.status(), 200);
}

#[tokio::test]
async fn a_query_with_an_invalid_parameter_is_refused() {
    let api = test_api().await;
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
            problem(api.get("service", &format!("{feed}?{query}")).await, 400).await;
        }
    }
}

#[tokio::test]
async fn the_feed_has_a_line_of_history_for_each_command_and_the_mark_of_its_position() {
    let api = test_api().await;
    let lift = api.stuck_lift().await;
    let start = CommandId::new();
    let active = api
        .helpdesk()
        .set_status(start, lift.id, Status::Active)
        .await
        .unwrap();
    let changes = api.service().changes(0, 100, NO_WAIT).await.unwrap();
    let history: Vec<_> = changes
        .history
        .into_iter()
        .filter_map(Received::readable)
        .collect();
    let lines: Vec<_> = history.iter().map(|line| (line.ticket, line.version)).collect();
    assert_eq!(lines, [(lift.id, 1), (lift.id, 2)]);
    assert_eq!((history[1].command, &history[1].event), (start, &Event::Started));
    assert_eq!(history[1].at, active.modified_at);
    assert!(history[1].given_at.is_some());
    assert_eq!(
        changes.mark,
        Some(store::shared::mark::mark(start, history[1].at))
    );

    let next = api
        .service()
        .changes_at(2, changes.mark, 100, NO_WAIT)
        .await
        .unwrap();
    assert_eq!((next.next, next.mark), (2, changes.mark));
    let other = api
        .service()
        .changes_at(2, Some(CommandId::new().0), 100, NO_WAIT)
        .await;
    assert_eq!(refusal(other).0, 409);
}

#[tokio::test]
async fn a_replica_can_decide_with_a_ticket_of_the_feed() {
    let api = test_api().await;
    let lift = api.stuck_lift().await;
    let written = api
        .user()
        .write(CommandId::new(), lift.id, &message("Anyone?"))
        .await;
    written.unwrap();
    let changes = api.service().changes(0, 100, NO_WAIT).await.unwrap();
    let [Received::Readable(received)] = &changes.tickets[..] else {
        panic!("expected one ticket: {:?}", changes.tickets);
    };
    let Visible::Full(stored) = api.desk.ticket(Role::Helpdesk, lift.id.into()).unwrap() else {
        panic!("the helpdesk sees the ticket");
    };
    assert_eq!(Ticket::from(received.clone()), stored);
}
