//! A small disk of its own for a test, which can be filled and made read-only.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A file system in memory, gone with the test.
pub struct Disk {
    at: PathBuf,
    _folder: tempfile::TempDir,
}

impl Disk {
    /// A disk of `size` (as `mount` writes it). Fails where one may not mount it, and says how to.
    pub fn of(size: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("disk");
        std::fs::create_dir(&at).unwrap();
        let options = format!("size={size}");
        assert!(
            mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], &at),
            "a small disk could not be mounted. Run as root, or: unshare --map-root-user --mount cargo test -p store"
        );
        Self { at, _folder: folder }
    }

    pub fn path(&self) -> &Path {
        &self.at
    }

    /// Makes it read-only, as soon as nobody has a file on it open for writing: what was just ended may take
    /// a moment to let go.
    #[expect(clippy::disallowed_methods, reason = "a test waits by polling")]
    pub fn make_read_only(&self) {
        let read_only = (0..100).any(|_| {
            let done = mount(&["-o", "remount,ro"], &self.at);
            if !done {
                std::thread::sleep(Duration::from_millis(100));
            }
            done
        });
        assert!(read_only, "the disk is still being written to");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the test may still be closing its files.
        let _ = Command::new("umount").arg("--lazy").arg(&self.at).status();
    }
}

/// Writes a file until the disk is full.
pub fn fill(file: &Path) {
    let mut ballast = File::create(file).unwrap();
    while ballast.write_all(&[0; 4096]).is_ok() {}
}

fn mount(options: &[&str], at: &Path) -> bool {
    let mounted = Command::new("mount").args(options).arg(at).output();
    mounted.is_ok_and(|done| done.status.success())
}
