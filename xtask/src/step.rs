//! Runs the commands of a task.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The repository's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Runs `cargo` in the repository's root folder.
pub fn cargo<S: AsRef<OsStr>>(what: &str, arguments: impl IntoIterator<Item = S>) -> Result<()> {
    let mut command = Command::new("cargo");
    command.args(arguments);
    step(what, &mut command)
}

/// Announces a command, runs it, and prints its duration.
pub fn step(what: &str, command: &mut Command) -> Result<()> {
    say(what);
    let began = Instant::now();
    if command.get_current_dir().is_none() {
        command.current_dir(root());
    }
    let status = command
        .status()
        .with_context(|| format!("{what}: {} could not be started", command.get_program().display()))?;
    if !status.success() {
        bail!("{what} failed ({status}); see its output above");
    }
    eprintln!("    {what}: {:.0} s", began.elapsed().as_secs_f32());
    Ok(())
}

/// Announces a step on stderr.
pub fn say(what: &str) {
    eprintln!("==> {what}");
}
