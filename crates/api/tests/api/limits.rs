//! The limits of the server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use api::{Concurrency, Limits};
use tickets::{Body, CommandId, Role};
use tokio::sync::oneshot;

use crate::test_api::{problem, test_api_bounded, test_api_with};

const SECOND: Duration = Duration::from_secs(1);

/// Sends the bytes, and reads until the server closes the connection.
async fn send(address: std::net::SocketAddr, bytes: &'static [u8]) -> (String, Duration) {
    let talk = move || {
        let start = Instant::now();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(bytes).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        (text, start.elapsed())
    };
    tokio::task::spawn_blocking(talk).await.unwrap()
}

#[tokio::test]
async fn a_client_that_never_completes_its_headers_is_disconnected() {
    let limits = Limits {
        headers: SECOND,
        ..Limits::default()
    };
    let api = test_api_with(limits, std::future::pending()).await;
    let (_, time) = send(api.address, b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n").await;
    assert!(time < 5 * SECOND, "{time:?}");
    assert_eq!(api.get("user", "health").await.status(), 200);
}

/// An answer that is larger than the buffers of both sockets.
#[tokio::test]
async fn a_client_that_never_reads_its_answer_is_disconnected() {
    let limits = Limits {
        connections: 1,
        write: SECOND / 2,
        ..Limits::default()
    };
    let api = test_api_with(limits, std::future::pending()).await;
    let (lift, desk) = (api.stuck_lift().await, &api.desk);
    let (helpdesk, long) = (Role::Helpdesk.into(), Body::new("x".repeat(10_000)).unwrap());
    for _ in 0..3_000 {
        let written = desk.write(&helpdesk, CommandId::new(), lift.id, long.clone());
        written.unwrap().unwrap();
    }
    let mut never_reads = TcpStream::connect(api.address).unwrap();
    let request = api.raw_request("changes?limit=100000");
    never_reads.write_all(request.as_bytes()).unwrap();
    let other = tokio::time::timeout(60 * SECOND, api.get("user", "health")).await;
    assert_eq!(other.expect("its connection is free again").status(), 200);
    drop(never_reads);
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_for_another_to_close() {
    let limits = Limits {
        connections: 1,
        headers: SECOND,
        ..Limits::default()
    };
    let api = test_api_with(limits, std::future::pending()).await;
    let idle = TcpStream::connect(api.address).unwrap();
    let start = Instant::now();
    assert_eq!(api.get("user", "health").await.status(), 200);
    assert!(
        start.elapsed() > SECOND / 2,
        "the idle connection occupies the server"
    );
    drop(idle);
}

#[tokio::test]
async fn stopping_does_not_wait_for_readers_that_wait_for_a_change() {
    let (stop, stopped) = oneshot::channel::<()>();
    let limits = Limits {
        shutdown: SECOND,
        ..Limits::default()
    };
    let api = test_api_with(limits, async { drop(stopped.await) }).await;
    let reader = api.service();
    let waiting = tokio::spawn(async move { reader.changes(0, 10, 20 * SECOND).await });
    tokio::time::sleep(SECOND / 5).await;
    let start = Instant::now();
    drop(stop);
    api.server.await.unwrap();
    assert!(start.elapsed() < 5 * SECOND);
    waiting.abort();
}

#[tokio::test]
async fn a_desk_that_is_full_refuses_reads_with_retry_after_and_still_answers_health() {
    let api = test_api_bounded(Concurrency {
        reads: 0,
        patience: SECOND / 10,
        ..Concurrency::default()
    })
    .await;
    api.stuck_lift().await;
    for path in ["tickets", "tickets/1", "tickets/1/messages", "changes", "facts"] {
        let answer = api.get("helpdesk", path).await;
        assert_eq!(answer.headers()["retry-after"], "1", "{path}");
        problem(answer, 503).await;
    }
    assert_eq!(api.get("user", "health").await.status(), 200);
}

#[tokio::test]
async fn a_reader_beyond_the_limit_of_waiting_readers_is_refused_and_others_are_answered() {
    let api = test_api_bounded(Concurrency {
        waits: 1,
        ..Concurrency::default()
    })
    .await;
    let reader = api.service();
    let waiting = tokio::spawn(async move { reader.changes(0, 10, 20 * SECOND).await });
    tokio::time::sleep(SECOND / 5).await;
    let refused = api.get("service", "changes?wait=20").await;
    assert_eq!(refused.headers()["retry-after"], "1");
    problem(refused, 503).await;
    assert_eq!(api.get("user", "health").await.status(), 200);
    assert_eq!(api.get("service", "changes").await.status(), 200);
    let lift = api.stuck_lift().await;
    assert_eq!(waiting.await.unwrap().unwrap().tickets, [lift.into()]);
    assert!(
        api.get("service", "changes?wait=1").await.status().is_success(),
        "the place of a reader that was answered is free again"
    );
}
