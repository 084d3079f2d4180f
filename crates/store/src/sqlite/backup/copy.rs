//! Copies a desk into a file.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Result};
use tempfile::TempPath;
use uuid::Uuid;

use super::super::connection;
use super::super::desk_file::DeskFile;
use super::check::{self, Contents};
use super::error::BackupError;
use crate::StoreError;
use crate::real_path::folder_of;

/// The number of pages that are copied at a time: 4 MB.
const PAGES: std::ffi::c_int = 1_000;

/// The pause after each of these parts in the background, so that the writer's commits need not wait for the disk.
const PAUSE: Duration = Duration::from_millis(20);

/// The speed of a copy, and how to stop it.
#[derive(Clone, Debug)]
pub(in crate::sqlite) struct Pace {
    pause: Option<Duration>,
    pub(super) stop: Arc<AtomicBool>,
}

impl Pace {
    /// As fast as possible.
    pub(in crate::sqlite) fn fast() -> Self {
        Self {
            pause: None,
            stop: Arc::default(),
        }
    }

    /// With pauses, until `stop` becomes true.
    pub(super) fn background(stop: Arc<AtomicBool>) -> Self {
        let pause = Some(PAUSE);
        Self { pause, stop }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn pause(&self) {
        if let Some(pause) = self.pause {
            std::thread::park_timeout(pause);
        }
    }
}

/// Copies a desk, as `source` sees it, into the new file `to`. The copy gets a generation of its own, so that followers
/// of the desk detect a restored copy; `prepare` can change more in it. It is checked, and gets its name once it is on
/// the disk: a partial copy must not look like a backup.
///
/// # Errors
/// [`BackupError::Exists`] if `to` exists. [`StoreError::Damaged`] names `desk_file` if the copy is damaged: the
/// source is.
pub(in crate::sqlite) fn copy_desk(
    source: &Connection,
    desk_file: &DeskFile,
    to: &Path,
    pace: &Pace,
    prepare: impl FnOnce(&Connection) -> Result<()>,
) -> std::result::Result<Contents, BackupError> {
    let of_file = |error: io::Error| BackupError::of_file(to, &error);
    let part = new_part(to).map_err(of_file)?;
    let copied = copy_into(source, &part, pace, prepare);
    if pace.is_stopped() {
        return Err(StoreError::Gone.into());
    }
    copied.map_err(|error| desk_file.to_store_error(error))?;
    let contents = check_part(&part, desk_file, pace)?;
    publish(part, to)?;
    Ok(contents)
}

/// Gives a complete file its name, durably. An existing file is not replaced.
pub(in crate::sqlite) fn publish(part: TempPath, to: &Path) -> std::result::Result<(), BackupError> {
    let of_file = |error: io::Error| BackupError::of_file(to, &error);
    File::options()
        .write(true)
        .open(&part)
        .and_then(|file| file.sync_all())
        .map_err(of_file)?;
    match part.persist_noclobber(to) {
        Ok(()) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(BackupError::Exists(to.to_owned()));
        }
        Err(error) => return Err(of_file(error.error)),
    }
    sync_folder(folder_of(to));
    Ok(())
}

/// Makes renames in a folder durable. On other systems than Unix, a folder cannot be opened.
pub(super) fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::warn!(folder = %folder.display(), %error, "new names may be lost in a power cut");
    }
}

/// A new private file `NAME.….part` in the folder of `to`; dropping the path deletes it.
pub(in crate::sqlite) fn new_part(to: &Path) -> io::Result<TempPath> {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let part = tempfile::Builder::new()
        .prefix(&format!("{name}."))
        .suffix(PART)
        .tempfile_in(folder_of(to))?;
    Ok(part.into_temp_path())
}

/// The end of the name of a copy that is not complete.
const PART: &str = ".part";

fn copy_into(
    source: &Connection,
    copy: &Path,
    pace: &Pace,
    prepare: impl FnOnce(&Connection) -> Result<()>,
) -> Result<()> {
    let mut copied = Connection::open(copy)?;
    // The complete file is synchronised once.
    copied.pragma_update(None, "synchronous", "off")?;
    copy_pages(source, &mut copied, pace)?;
    // A backup is one file, without a log beside it.
    copied.pragma_update(None, "journal_mode", "delete")?;
    copied.execute("update desk set generation = ?1", [Uuid::new_v4().as_bytes()])?;
    prepare(&copied)?;
    connection::close(copied)
}

fn copy_pages(source: &Connection, copied: &mut Connection, pace: &Pace) -> Result<()> {
    let backup = Backup::new(source, copied)?;
    while !pace.is_stopped() && backup.step(PAGES)? != StepResult::Done {
        pace.pause();
    }
    Ok(())
}

fn check_part(part: &Path, desk_file: &DeskFile, pace: &Pace) -> std::result::Result<Contents, StoreError> {
    let part = DeskFile::new(part.to_owned());
    let checked = check::open(&part).and_then(|mut copy| check::check(&mut copy, &part, &pace.stop));
    checked.map_err(|error| match error {
        StoreError::Damaged { reason, .. } => desk_file.damaged(reason),
        error => error,
    })
}

/// Deletes the incomplete copies in a folder that a killed process left, with their journals. `is_ours` gets the name
/// that a copy would have had. Only for files that no other process can be writing.
pub(super) fn remove_parts(folder: &Path, is_ours: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_part = name.to_str().and_then(final_name).is_some_and(&is_ours);
        if is_part && let Err(error) = fs::remove_file(entry.path()) {
            tracing::warn!(file = %entry.path().display(), %error, "an incomplete copy could not be deleted");
        }
    }
}

/// Deletes the incomplete copies that would have become the desk `desk`. The caller has its lock.
pub(in crate::sqlite) fn remove_parts_beside(desk: &Path) {
    let own = desk
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    remove_parts(folder_of(desk), |name| name == own);
}

/// `desk.db.a7Gh.part-journal` -> `desk.db`, the name of the copy once it is complete.
fn final_name(part: &str) -> Option<&str> {
    let journals = ["-journal", "-wal", "-shm"];
    let part = journals
        .iter()
        .find_map(|end| part.strip_suffix(end))
        .unwrap_or(part);
    let name = part.strip_suffix(PART)?;
    // Earlier versions had no random part.
    Some(if name.ends_with(".db") {
        name
    } else {
        name.rsplit_once('.')?.0
    })
}

#[cfg(test)]
mod tests;
