//! A backup a day, in the background.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};
use thread_priority::{ThreadPriority, set_current_thread_priority};

use super::copy::Pace;
use super::file_name::backup_name;
use super::{BackupError, catalog, space};
use crate::sqlite::SqliteSnapshot;
use crate::{Snapshot, StoreError};

/// How often the thread looks whether a backup is due: a computer sleeps, and a hub runs for months.
const INTERVAL: Duration = Duration::from_secs(3_600);

/// Backs a desk up once a day, while its program runs. Dropping it stops the thread, also during a backup.
#[derive(Debug)]
pub struct DailyBackups {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl DailyBackups {
    /// Backs up the desk in the file `desk`, which this process has open, now and once an hour if there is no backup of
    /// today (UTC). Backups older than `days` days are deleted, after a new one was made. 0: no daily backups, and
    /// none is deleted. `failed` gets the reason why a backup was not made.
    pub fn start(
        desk: PathBuf,
        days: u32,
        clock: impl Fn() -> DateTime<Utc> + Send + 'static,
        failed: impl Fn(&StoreError) + Send + 'static,
    ) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(days == 0));
        let stopping = stop.clone();
        let thread = std::thread::Builder::new().name("desk-backups".to_owned());
        let thread = thread.spawn(move || {
            if set_current_thread_priority(ThreadPriority::Min).is_err() {
                tracing::debug!("backups are made at normal priority");
            }
            while !stopping.load(Ordering::Relaxed) {
                if let Err(error) = back_up_if_due(&desk, days, clock(), &stopping)
                    && !stopping.load(Ordering::Relaxed)
                {
                    tracing::error!(%error, "the daily backup was not made");
                    failed(&error);
                }
                std::thread::park_timeout(INTERVAL);
            }
        })?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for DailyBackups {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A panic is in the log.
            let _ = thread.join();
        }
    }
}

fn back_up_if_due(
    desk: &Path,
    days: u32,
    now: DateTime<Utc>,
    stop: &Arc<AtomicBool>,
) -> Result<(), StoreError> {
    if !is_due(desk, now) {
        return Ok(());
    }
    let snapshot = SqliteSnapshot::open(desk)?;
    if snapshot.ticket_count()? == 0 {
        return Ok(());
    }
    let copy = catalog::new_folder(desk)?.join(backup_name(desk, None, now));
    // A backup must not fill the disk that the reports need.
    space::require(&copy, 2 * space::size(desk))?;
    snapshot
        .back_up(&copy, &Pace::background(stop.clone()))
        .map_err(BackupError::into_store_error)?;
    tracing::info!(file = %copy.display(), "made the backup of today");
    catalog::delete_older(desk, days, now);
    Ok(())
}

/// Whether there is no backup of today. A backup with a later time was made while the clock was wrong.
fn is_due(desk: &Path, now: DateTime<Utc>) -> bool {
    let mut backups = catalog::list(desk).into_iter();
    let last = backups.find(|backup| backup.made_at <= now);
    last.is_none_or(|last| last.made_at.date_naive() < now.date_naive())
}

#[cfg(test)]
mod tests;
