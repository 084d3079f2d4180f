//! Runs checks and tests, passes their output through, and adds up the results.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::step::{root, say};

/// The number of tests by result, and the names of the failed commands.
#[derive(Debug, Default)]
pub struct Summary {
    passed: u64,
    failed: u64,
    ignored: u64,
    failed_steps: Vec<String>,
}

impl Summary {
    /// Runs a command without tests to count. A failure is recorded and does not stop later steps.
    pub fn check(&mut self, what: &str, command: &mut Command) -> Result<()> {
        say(what);
        let status = command
            .current_dir(root())
            .status()
            .with_context(|| format!("{what} could not be started"))?;
        if !status.success() {
            self.failed_steps.push(what.to_owned());
        }
        Ok(())
    }

    /// Runs a step in this process; returns whether it succeeded. A failure is recorded and does not stop later steps.
    pub fn step(&mut self, what: &str, work: impl FnOnce() -> Result<()>) -> bool {
        let result = work();
        if let Err(error) = &result {
            eprintln!("error: {error:#}");
            self.failed_steps.push(what.to_owned());
        }
        result.is_ok()
    }

    /// Runs one `cargo test` and counts its tests. A run without any test counts as failed.
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
            self.failed_steps.push(what.to_owned());
        } else if self.passed + self.failed == before {
            self.failed_steps.push(format!("{what} (ran no test)"));
        }
        Ok(())
    }

    /// Parses `test result: ok. 12 passed; 0 failed; 1 ignored; ...`.
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

    /// Prints the failed steps and, as the last line, the counts. CI parses that line: do not change its format.
    pub fn finish(self) -> Result<()> {
        let Self {
            passed,
            failed,
            ignored,
            failed_steps,
        } = self;
        for what in &failed_steps {
            println!("FAILED: {what}");
        }
        // A failed step without tests (format, lints) counts as one failure.
        let failed = failed.max(failed_steps.len().try_into().unwrap_or(u64::MAX));
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
    fn the_result_lines_of_cargo_test_are_added_up() {
        let mut summary = Summary::default();
        summary.count(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        );
        summary.count("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        summary.count("test tickets::close ... ok");
        assert_eq!((summary.passed, summary.failed, summary.ignored), (15, 2, 1));
        assert!(summary.finish().is_err());
    }

    #[test]
    fn one_failed_check_fails_the_summary() {
        let mut summary = Summary {
            passed: 4,
            ..Summary::default()
        };
        summary
            .check("a command that fails", &mut Command::new("false"))
            .expect("starts");
        assert!(summary.finish().is_err());
    }
}
