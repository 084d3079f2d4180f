//! Reads the first line of a program's output, where it prints its address.

use std::io::{BufRead, BufReader};
use std::process::ChildStdout;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The longest time until the line, on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The first line; empty if the program ended without one.
///
/// # Panics
/// There is no line within a minute.
#[must_use]
pub fn first_line(stdout: ChildStdout) -> String {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(stdout).read_line(&mut line);
        let _ = sender.send(read.map(|_| line));
    });
    receiver
        .recv_timeout(TIMEOUT)
        .expect("a line within a minute")
        .expect("stdout can be read")
}
