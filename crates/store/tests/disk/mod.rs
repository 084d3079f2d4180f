//! A small disk for a test, which can be filled and made read-only.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A file system in memory. Dropping it unmounts it.
pub struct Disk {
    at: PathBuf,
    _folder: tempfile::TempDir,
}

impl Disk {
    /// Mounts a disk of `size` (in the syntax of `mount`). Panics with instructions if mounting is not allowed.
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

    /// Makes the disk read-only, once no file on it is open for writing. Threads that just ended may still close
    /// their files.
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
        // Lazily: the test may still have open files.
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
