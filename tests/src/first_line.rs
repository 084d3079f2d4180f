//! The first line that a program says: where it listens.

use std::io::{BufRead, BufReader};
use std::process::ChildStdout;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The longest that a program may take to say it, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// The first line, empty if the program ended without one.
///
/// # Panics
/// If none comes in a minute: a test that waits for ever says nothing.
#[must_use]
pub fn first_line(stdout: ChildStdout) -> String {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(stdout).read_line(&mut line);
        let _ = tell.send(read.map(|_| line));
    });
    told.recv_timeout(PATIENCE)
        .expect("a line within a minute")
        .expect("stdout can be read")
}
