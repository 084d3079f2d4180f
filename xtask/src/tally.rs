//! Runs test commands, passing their output on, and adds up what their runners report.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::step::{root, say};

/// What the runners reported, and which commands failed.
#[derive(Debug, Default)]
pub struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
    broken: Vec<String>,
}

impl Tally {
    /// Runs one check that has no tests to count; a failure is remembered, so that all checks get their turn.
    pub fn check(&mut self, what: &str, command: &mut Command) -> Result<()> {
        say(what);
        let status = command
            .current_dir(root())
            .status()
            .with_context(|| format!("{what} could not be started"))?;
        if !status.success() {
            self.broken.push(what.to_owned());
        }
        Ok(())
    }

    /// Does something that later tests need; whether it went well. A failure is remembered.
    pub fn task(&mut self, what: &str, work: impl FnOnce() -> Result<()>) -> bool {
        let done = work();
        if let Err(error) = &done {
            eprintln!("error: {error:#}");
            self.broken.push(what.to_owned());
        }
        done.is_ok()
    }

    /// Runs one `cargo test`.
    pub fn tests(&mut self, what: &str, arguments: &[&str]) -> Result<()> {
        say(what);
        let mut child = Command::new("cargo")
            .args(arguments)
            .current_dir(root())
            .stdout(Stdio::piped())
            .spawn()
            .context("cargo could not be started")?;
        let before = self.passed + self.failed;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).split(b'\n') {
                let line = line?;
                let line = String::from_utf8_lossy(&line);
                writeln!(std::io::stdout(), "{line}")?;
                self.count(&line);
            }
        }
        if !child.wait()?.success() {
            self.broken.push(what.to_owned());
        } else if self.passed + self.failed == before {
            self.broken.push(format!("{what} (ran no test)"));
        }
        Ok(())
    }

    /// Reads `test result: ok. 12 passed; 0 failed; 1 ignored; ...`.
    fn count(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in result.split(['.', ';']) {
            let Some((number, word)) = part.trim().split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match word {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }

    /// The summary, last: the counts, after the names of what failed.
    pub fn finish(self) -> Result<()> {
        let Self {
            passed,
            failed,
            ignored,
            broken,
        } = self;
        for what in &broken {
            println!("FAILED: {what}");
        }
        // A check without tests of its own (format, lints) that failed counts as one.
        let failed = failed.max(broken.len().try_into().unwrap_or(u64::MAX));
        let skipped = if ignored == 0 {
            String::new()
        } else {
            format!(", {ignored} skipped")
        };
        println!("\n{passed} passed, {failed} failed{skipped}");
        if failed > 0 {
            bail!("the tests did not pass");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_closing_lines_are_added_up() {
        let mut tally = Tally::default();
        tally.count(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        );
        tally.count("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.count("test tickets::close ... ok");
        assert_eq!((tally.passed, tally.failed, tally.ignored), (15, 2, 1));
        assert!(tally.finish().is_err());
    }

    #[test]
    fn a_check_that_failed_fails_the_whole() {
        let mut tally = Tally {
            passed: 4,
            ..Tally::default()
        };
        tally
            .check("a command that fails", &mut Command::new("false"))
            .expect("starts");
        assert!(tally.finish().is_err());
    }
}
