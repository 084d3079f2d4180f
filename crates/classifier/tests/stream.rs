//! `campus-desk-classify` as a child process of another program.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::Value;

#[test]
fn each_line_gets_its_answer_before_the_next_is_written() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_campus-desk-classify"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = program.stdin.take().unwrap();
    let mut answers = BufReader::new(program.stdout.take().unwrap()).lines();
    let lines: [&[u8]; 5] = [
        b"the wifi is down",
        b"",
        b"\xff\xfe\x00\x80",
        b"hello \"world\"",
        "🔥".as_bytes(),
    ];
    for line in lines {
        input.write_all(line).unwrap();
        input.write_all(b"\n").unwrap();
        // Read before the next line is written: fails if the answer stays in a buffer.
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert!(
            answer["category"].is_string() && answer["confidence"].is_f64(),
            "{answer}"
        );
        if line.starts_with(b"the wifi") {
            assert_eq!(answer["category"], "technical-it");
            assert_eq!(answer["because"][0][0], "wifi", "{answer}");
            assert!(answer["because"][0][1].as_f64().unwrap() > 0.5, "{answer}");
        }
    }
    // A last line without a line break is answered too.
    input.write_all(b"no hot water").unwrap();
    drop(input);
    assert!(answers.next().unwrap().unwrap().contains("facility-management"));
    assert!(answers.next().is_none());
    assert!(program.wait().unwrap().success());
}
