//! A service for the tests of `host`. It answers with the path of the request and its process id.
//!
//! - A file `campus-desk-NAME.delay_ms` beside the executable delays the address.
//! - The parameter `behave` of a question: `late` answers after 300 ms, `exit` ends the process without an answer,
//!   `fail` answers 503, `reject` answers 400.
#![expect(
    clippy::disallowed_methods,
    reason = "this program delays its answers on purpose"
)]
#![expect(
    clippy::indexing_slicing,
    reason = "indexing JSON does not panic: a missing key is null"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

fn main() -> anyhow::Result<()> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let start: Value = serde_json::from_str(&line)?;
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let delay = std::fs::read_to_string(std::env::current_exe()?.with_extension("delay_ms"));
    sleep(delay.ok().and_then(|delay| delay.parse().ok()).unwrap_or(0));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!(
        "{}",
        json!({ "listening": format!("http://{}", listener.local_addr()?) })
    );
    for stream in listener.incoming() {
        let (stream, secret) = (stream?, start["secret"].to_string().replace('"', ""));
        std::thread::spawn(move || answer(stream, &secret));
    }
    Ok(())
}

fn answer(mut stream: TcpStream, secret: &str) -> std::io::Result<()> {
    let lines = BufReader::new(stream.try_clone()?).lines();
    let head: Vec<String> = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    let path = head
        .first()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap_or_default();
    let authorized = head
        .iter()
        .any(|line| line.eq_ignore_ascii_case(&format!("authorization: bearer {secret}")));
    let (status, body) = if !authorized {
        (401, json!({ "detail": "wrong secret" }).to_string())
    } else if path.contains("behave=exit") {
        std::process::exit(1);
    } else if path.contains("behave=fail") {
        (503, json!({ "detail": "not ready" }).to_string())
    } else if path.contains("behave=reject") {
        (400, json!({ "detail": "no such period" }).to_string())
    } else {
        (200, format!("{path} {}", std::process::id()))
    };
    if path.contains("behave=late") {
        sleep(300);
    }
    write!(
        stream,
        "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn sleep(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}
