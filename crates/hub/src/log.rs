//! The log goes to stderr: stdout carries only what programs read.

use tracing_subscriber::EnvFilter;

/// Logs what `RUST_LOG` asks for, or everything from warnings up.
pub fn to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
