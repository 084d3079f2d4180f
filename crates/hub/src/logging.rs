//! The log. It is written to stderr, because programs read stdout.

use tracing_subscriber::EnvFilter;

/// The filter is `RUST_LOG`; the default is `warn`.
pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
