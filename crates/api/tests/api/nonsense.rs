//! Bytes that make no sense.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use tickets::CommandId;

use crate::campus::{campus, problem};

#[tokio::test]
async fn a_body_that_is_no_request_is_refused() {
    let campus = campus().await;
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
        let request = campus
            .ask("user", Method::POST, "tickets")
            .header(CONTENT_TYPE, "application/json");
        problem(request.body(body.to_owned()).send().await.unwrap(), 400).await;
    }
    let request = campus
        .ask("user", Method::POST, "tickets")
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
    let request = campus
        .ask("user", Method::POST, "tickets")
        .header(CONTENT_TYPE, "text/plain");
    problem(
        request.body(r#"{"description":"No heat"}"#).send().await.unwrap(),
        415,
    )
    .await;
    assert_eq!(*campus.desk.feed().borrow(), 0);
}

#[tokio::test]
async fn a_body_has_up_to_one_mebibyte() {
    let campus = campus().await;
    let sized = |bytes: usize| {
        let text = "x".repeat(bytes - r#"{"description":""}"#.len());
        let request = campus
            .ask("user", Method::POST, "tickets")
            .header(CONTENT_TYPE, "application/json");
        request.body(format!(r#"{{"description":"{text}"}}"#)).send()
    };
    problem(sized(1024 * 1024).await.unwrap(), 400).await;
    problem(sized(1024 * 1024 + 1).await.unwrap(), 413).await;
}

#[tokio::test]
async fn a_key_that_is_no_uuid_is_refused() {
    let campus = campus().await;
    for key in ["", "1", "not-a-uuid", "\u{e9}"] {
        let request = campus
            .ask("user", Method::POST, "tickets")
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
async fn an_address_or_method_that_leads_nowhere_says_so() {
    let campus = campus().await;
    problem(campus.get("user", "ticket").await, 404).await;
    problem(campus.get("user", "tickets/").await, 404).await;
    problem(campus.get("user", "tickets/1/closed").await, 404).await;
    problem(campus.get("user", "../../etc/passwd").await, 404).await;
    let answer = campus
        .ask("user", Method::DELETE, "tickets")
        .send()
        .await
        .unwrap();
    let allow = answer.headers()["allow"].to_str().unwrap().to_owned();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    problem(answer, 405).await;
}

/// Whatever arrives, the next caller is served.
#[tokio::test(flavor = "multi_thread")]
async fn any_bytes_are_survived() {
    let campus = campus().await;
    let mut random = rand::rngs::StdRng::seed_from_u64(1);
    let address = campus.address;
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
    let ticket = campus.user().report(CommandId::new(), &new).await.unwrap();
    assert_eq!(ticket.number, Some(1));
}
