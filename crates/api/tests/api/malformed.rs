//! Malformed requests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use tickets::CommandId;

use crate::test_api::{problem, test_api};

#[tokio::test]
async fn a_malformed_body_is_refused() {
    let api = test_api().await;
    let deep = format!(
        r#"{{"description":{}1{}}}"#,
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    for body in [
        "",
        "{",
        "null",
        "[]",
        "\"lift\"",
        "{}",
        r#"{"description":7}"#,
        r#"{"description":null}"#,
        r#"{"description":"No heat","colour":"red"}"#,
        r#"{"description":"No heat","description":"No light"}"#,
        r#"{"description":"\ud800"}"#,
        deep.as_str(),
    ] {
        let request = api
            .request("user", Method::POST, "tickets")
            .header(CONTENT_TYPE, "application/json");
        problem(request.body(body.to_owned()).send().await.unwrap(), 400).await;
    }
    let request = api
        .request("user", Method::POST, "tickets")
        .header(CONTENT_TYPE, "application/json");
    problem(
        request
            .body(b"{\"description\":\"\xff\xfe\"}".to_vec())
            .send()
            .await
            .unwrap(),
        400,
    )
    .await;
    let request = api
        .request("user", Method::POST, "tickets")
        .header(CONTENT_TYPE, "text/plain");
    problem(
        request.body(r#"{"description":"No heat"}"#).send().await.unwrap(),
        415,
    )
    .await;
    assert_eq!(*api.desk.feed().borrow(), 0);
}

#[tokio::test]
async fn a_body_above_one_mebibyte_is_refused() {
    let api = test_api().await;
    let sized = |bytes: usize| {
        let text = "x".repeat(bytes - r#"{"description":""}"#.len());
        let request = api
            .request("user", Method::POST, "tickets")
            .header(CONTENT_TYPE, "application/json");
        request.body(format!(r#"{{"description":"{text}"}}"#)).send()
    };
    problem(sized(1024 * 1024).await.unwrap(), 400).await;
    problem(sized(1024 * 1024 + 1).await.unwrap(), 413).await;
}

#[tokio::test]
async fn an_idempotency_key_that_is_not_a_uuid_is_refused() {
    let api = test_api().await;
    for key in ["", "1", "not-a-uuid", "\u{e9}"] {
        let request = api
            .request("user", Method::POST, "tickets")
            .header("Idempotency-Key", key);
        let answer = request
            .json(&serde_json::json!({"description": "No heat"}))
            .send()
            .await
            .unwrap();
        assert_eq!(problem(answer, 400).await["field"], "Idempotency-Key");
    }
}

#[tokio::test]
async fn an_unknown_path_or_method_is_a_problem() {
    let api = test_api().await;
    problem(api.get("user", "ticket").await, 404).await;
    problem(api.get("user", "tickets/").await, 404).await;
    problem(api.get("user", "tickets/1/closed").await, 404).await;
    problem(api.get("user", "../../etc/passwd").await, 404).await;
    let answer = api
        .request("user", Method::DELETE, "tickets")
        .send()
        .await
        .unwrap();
    let allow = answer.headers()["allow"].to_str().unwrap().to_owned();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    problem(answer, 405).await;
}

/// After any bytes, the next caller is served.
#[tokio::test(flavor = "multi_thread")]
async fn random_bytes_do_not_stop_the_server() {
    let api = test_api().await;
    let mut random = rand::rngs::StdRng::seed_from_u64(1);
    let address = api.address;
    for round in 0..200 {
        let mut bytes: Vec<u8> = (0..random.random_range(1..2000))
            .map(|_| random.random())
            .collect();
        if round % 2 == 0 {
            let method = ["GET", "POST", "PATCH", "\u{1}"][round / 2 % 4];
            bytes.splice(
                0..0,
                format!("{method} /api/v1/tickets HTTP/1.1\r\n").into_bytes(),
            );
        }
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
            let _ = stream.write_all(&bytes);
            let _ = stream.read(&mut [0; 512]);
        })
        .await
        .unwrap();
    }
    let new = wire::NewTicket {
        description: "Still there?".to_owned(),
        ..wire::NewTicket::default()
    };
    let ticket = api.user().report(CommandId::new(), &new).await.unwrap();
    assert_eq!(ticket.number, Some(1));
}
