//! Starts, supervises and asks the analytics services. The desktop shell and the hub both use it.
//!
//! ```text
//!   shell, hub ── panel(), csv() ──▶ Services ── HTTP on loopback, with a secret ──▶ campus-desk-NAME
//!                                        └─ Supervisor, one per service: start line on stdin, restarts
//! ```
//!
//! A service is a child process. It reads one line on stdin, prints its address on stdout, and exits when stdin
//! closes: also when this process is killed.

mod ask;
mod child;
mod list;
mod secret;
mod services;
mod start_line;
mod status;
mod supervisor;

pub use ask::AskError;
pub use list::analyses;
pub use services::Services;
pub use start_line::StartLine;
pub use status::Status;
