//! Processes by id, from `/proc`.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::TIMEOUT;

/// Indices of the parent's id and the start time in `/proc/PID/stat`, counted after the name (proc(5)).
const PARENT: usize = 1;
const STARTED: usize = 19;

/// Units of the start time per second, on every Linux.
const TICKS: f64 = 100.0;

/// A process that a test started, directly or indirectly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process(pub u32);

impl Process {
    /// Its running child processes.
    #[must_use]
    pub fn children(self) -> Vec<Self> {
        Self::all().filter(|other| other.parent() == Some(self)).collect()
    }

    /// The running processes of a program that have this argument.
    #[must_use]
    pub fn with_argument(program: &str, argument: &str) -> Vec<Self> {
        let has_argument = |process: &Self| process.arguments().iter().any(|word| word == argument);
        let found = Self::all().filter(|process| process.program().as_deref() == Some(program));
        found.filter(has_argument).collect()
    }

    /// Its arguments, without the program; empty if it has ended.
    #[must_use]
    pub fn arguments(self) -> Vec<String> {
        let line = fs::read(format!("/proc/{}/cmdline", self.0)).unwrap_or_default();
        let words = line.split(|byte| *byte == 0).filter(|word| !word.is_empty());
        words
            .skip(1)
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect()
    }

    fn all() -> impl Iterator<Item = Self> {
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .map(Self)
    }

    /// The file name of its program; `None` if it has ended.
    #[must_use]
    pub fn program(self) -> Option<String> {
        let path = fs::read_link(format!("/proc/{}/exe", self.0)).ok()?;
        Some(path.file_name()?.to_str()?.to_owned())
    }

    /// Whether any of its threads runs; false for a zombie.
    #[must_use]
    pub fn is_alive(self) -> bool {
        let threads = fs::read_dir(format!("/proc/{}/task", self.0)).map_or(0, Iterator::count);
        let state = self.stat().and_then(|stat| stat.into_iter().next());
        threads > 1 || state.is_some_and(|state| state != "Z" && state != "X")
    }

    /// Sends SIGKILL.
    pub fn kill(self) {
        let mut kill = Command::new("kill");
        let _ = kill
            .args(["-KILL", &self.0.to_string()])
            .stderr(Stdio::null())
            .status();
    }

    /// The time since its start, to a hundredth of a second; `None` if it has ended.
    #[must_use]
    pub fn age(self) -> Option<Duration> {
        let since_boot: f64 = self.stat()?.get(STARTED)?.parse().ok()?;
        let uptime = fs::read_to_string("/proc/uptime").ok()?;
        let uptime: f64 = uptime.split_whitespace().next()?.parse().ok()?;
        Duration::try_from_secs_f64(uptime - since_boot / TICKS).ok()
    }

    fn parent(self) -> Option<Self> {
        Some(Self(self.stat()?.get(PARENT)?.parse().ok()?))
    }

    /// The words after the name in `PID (name) STATE PARENT …`. The name may contain spaces and brackets.
    fn stat(self) -> Option<Vec<String>> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).ok()?;
        let words = stat.rsplit_once(')')?.1.split_whitespace();
        Some(words.map(str::to_owned).collect())
    }
}

/// Waits until a condition holds.
///
/// # Panics
/// It does not hold within [`TIMEOUT`].
pub fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < TIMEOUT, "not within {TIMEOUT:?}: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
