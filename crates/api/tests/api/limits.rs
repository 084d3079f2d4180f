//! The limits of the server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use api::Limits;
use tokio::sync::oneshot;

use crate::test_api::test_api_with;

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
