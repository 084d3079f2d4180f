//! Whether a service runs, and where.

/// The status of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The process has not printed its address yet.
    Starting,
    /// The service answers requests.
    Ready {
        /// Its base address, like `http://127.0.0.1:4711`.
        address: String,
    },
    /// The process ended or could not be started. The supervisor restarts it after a pause.
    Down,
}
