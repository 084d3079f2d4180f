//! A laptop without a window, as a process that a test kills.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use tickets::Role;

use super::{Answer, OnScreen, State, Task};
use crate::{Hub, binary};

/// The longest time until an answer, on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A running laptop. Dropping it kills the process.
#[derive(Debug)]
pub struct Laptop {
    process: Child,
    input: ChildStdin,
    /// The lines of its output; it ends with the process.
    output: Receiver<String>,
}

impl Laptop {
    /// Starts a laptop with the replica in `folder`, whose hub is at `address`, and waits until it can be used.
    ///
    /// # Panics
    /// The program cannot be started.
    #[must_use]
    pub fn start(folder: &Path, address: &str, role: Role) -> Self {
        let mut process = Command::new(binary("laptop-without-window"))
            .arg("--data")
            .arg(Self::desk(folder))
            .args(["--hub", address])
            .args(["--key", &Hub::token(role.as_str())])
            .args(["--role", role.as_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the laptop starts");
        let (sender, output) = mpsc::channel();
        let lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let input = process.stdin.take().expect("a pipe");
        let mut laptop = Self {
            process,
            input,
            output,
        };
        let _ = laptop.state();
        laptop
    }

    /// The file of the replica in a folder.
    #[must_use]
    pub fn desk(folder: &Path) -> PathBuf {
        folder.join("desk.db")
    }

    /// How it stands with its hub.
    ///
    /// # Panics
    /// It does not answer.
    #[must_use]
    pub fn state(&mut self) -> State {
        match self.ask(&Task::State) {
            Answer::Stands(state) => state,
            other => panic!("not a state: {other:?}"),
        }
    }

    /// The tickets on its screen.
    ///
    /// # Panics
    /// It does not answer.
    #[must_use]
    pub fn screen(&mut self) -> Vec<OnScreen> {
        match self.ask(&Task::Show) {
            Answer::Shown(tickets) => tickets,
            other => panic!("no tickets: {other:?}"),
        }
    }

    /// Says something to it, and does not wait for the answer.
    ///
    /// # Panics
    /// It has ended.
    pub fn say(&mut self, task: &Task) {
        let mut line = serde_json::to_string(task).expect("JSON");
        line.push('\n');
        self.input.write_all(line.as_bytes()).expect("the laptop runs");
    }

    /// The next answer.
    ///
    /// # Panics
    /// There is none within a minute.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let line = self.output.recv_timeout(TIMEOUT).expect("an answer");
        serde_json::from_str(&line).expect("an answer")
    }

    fn ask(&mut self, task: &Task) -> Answer {
        self.say(task);
        self.answer()
    }

    /// Kills it, as a power cut would. Returns the answers that were not taken yet.
    ///
    /// # Panics
    /// It had ended by itself.
    #[must_use]
    pub fn kill(mut self) -> Vec<Answer> {
        let ended = self.process.try_wait().expect("a process of ours");
        assert_eq!(ended, None, "the laptop ended by itself");
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
        // A line that was cut off is no answer.
        let answers = self.output.iter().map(|line| serde_json::from_str(&line));
        answers.map_while(Result::ok).collect()
    }
}

impl Drop for Laptop {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
