//! The log: on stderr, and in one file per day in the data folder. The log never contains the text of tickets.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

/// Number of log files that are retained, one per day.
const RETAINED_DAYS: usize = 7;

/// Starts logging. Dropping the guard flushes the file.
///
/// If the folder is not writable, the log goes to stderr only: the store reports the problem on the page.
#[must_use]
pub fn begin(folder: &Path) -> Option<WorkerGuard> {
    let filter = EnvFilter::try_from_env("CAMPUS_DESK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let stderr = fmt::layer().with_writer(std::io::stderr).with_target(false);
    let (file, guard) = match daily_file(folder) {
        Some(appender) => {
            let (writer, guard) = tracing_appender::non_blocking(appender);
            (
                Some(fmt::layer().with_writer(writer).with_ansi(false)),
                Some(guard),
            )
        }
        None => (None, None),
    };
    // A second call (in tests) has no effect.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(stderr)
        .with(file)
        .try_init();
    guard
}

fn daily_file(folder: &Path) -> Option<RollingFileAppender> {
    store::create_private_folder(folder).ok()?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .max_log_files(RETAINED_DAYS)
        .filename_prefix("campus-desk")
        .filename_suffix("log")
        .build(folder)
        .ok();
    // The folder protects the files of the next days as well.
    store::make_folder_private(folder);
    appender
}
