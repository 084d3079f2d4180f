//! The log: on stderr, and in a file a day in the data folder. It never holds what people write.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

/// How many days of logs are kept.
const DAYS: usize = 7;

/// Begins to log. What is logged reaches the file while the guard lives.
///
/// A folder that cannot be written costs the file, not the start: whether the desk itself can be written
/// is told by the store, in words for people.
#[must_use]
pub fn begin(folder: &Path) -> Option<WorkerGuard> {
    let filter = EnvFilter::try_from_env("CAMPUS_DESK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let stderr = fmt::layer().with_writer(std::io::stderr).with_target(false);
    let (file, guard) = match daily(folder) {
        Some(appender) => {
            let (writer, guard) = tracing_appender::non_blocking(appender);
            (
                Some(fmt::layer().with_writer(writer).with_ansi(false)),
                Some(guard),
            )
        }
        None => (None, None),
    };
    // A second call (in tests) keeps the first log.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(stderr)
        .with(file)
        .try_init();
    guard
}

fn daily(folder: &Path) -> Option<RollingFileAppender> {
    std::fs::create_dir_all(folder).ok()?;
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .max_log_files(DAYS)
        .filename_prefix("campus-desk")
        .filename_suffix("log")
        .build(folder)
        .ok()
}
