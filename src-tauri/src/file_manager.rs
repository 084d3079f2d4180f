//! Shows a file in the system's file manager.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Opens the folder of a file, with the file selected where the system can do this. Does not wait for the file manager.
///
/// # Errors
/// The system has no program that opens folders.
pub fn show(file: &Path) -> io::Result<()> {
    let mut open = command(file);
    open.stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = open.spawn()?;
    // A process that is not waited for would remain as a zombie.
    std::thread::spawn(move || child.wait());
    Ok(())
}

#[cfg(windows)]
fn command(file: &Path) -> Command {
    use std::os::windows::process::CommandExt;
    let mut explorer = Command::new("explorer.exe");
    // Explorer has rules of its own for quotation marks; a path contains none.
    explorer.raw_arg(format!("/select,\"{}\"", file.display()));
    explorer
}

#[cfg(target_os = "macos")]
fn command(file: &Path) -> Command {
    let mut open = Command::new("open");
    open.arg("-R").arg(file);
    open
}

#[cfg(not(any(windows, target_os = "macos")))]
fn command(file: &Path) -> Command {
    let mut open = Command::new("xdg-open");
    open.arg(file.parent().unwrap_or(file));
    open
}
