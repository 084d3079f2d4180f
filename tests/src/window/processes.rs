//! Processes, by their ids.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::PATIENCE;

/// A process that a test started, directly or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process(pub u32);

impl Process {
    /// The processes that it started and that still run.
    #[must_use]
    pub fn children(self) -> Vec<Self> {
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .map(Self)
            .filter(|other| other.parent() == Some(self))
            .collect()
    }

    /// The name of the program's file; `None` if it has ended.
    #[must_use]
    pub fn program(self) -> Option<String> {
        let path = fs::read_link(format!("/proc/{}/exe", self.0)).ok()?;
        Some(path.file_name()?.to_str()?.to_owned())
    }

    /// Whether any of its threads runs: neither gone nor waiting to be buried.
    #[must_use]
    pub fn is_alive(self) -> bool {
        let threads = fs::read_dir(format!("/proc/{}/task", self.0)).map_or(0, Iterator::count);
        threads > 1 || self.stat().is_some_and(|(state, _)| state != "Z" && state != "X")
    }

    /// Ends it at once.
    pub fn kill(self) {
        let mut kill = Command::new("kill");
        let _ = kill
            .args(["-KILL", &self.0.to_string()])
            .stderr(Stdio::null())
            .status();
    }

    fn parent(self) -> Option<Self> {
        self.stat().map(|(_, parent)| Self(parent))
    }

    /// State and parent, from `PID (name) STATE PARENT …`; the name may hold anything.
    fn stat(self) -> Option<(String, u32)> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).ok()?;
        let mut words = stat.rsplit_once(')')?.1.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
    }
}

/// Waits until something is so.
///
/// # Panics
/// If it is not so within the [`PATIENCE`].
pub fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(
            began.elapsed() < PATIENCE,
            "waited {PATIENCE:?}, and still not: {what}"
        );
        thread::sleep(Duration::from_millis(10));
    }
}
