//! How the laptop stands with its hub.

/// How the laptop stands with its hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing was answered yet.
    Connecting,
    /// The last answer came from the hub.
    Online,
    /// The hub cannot be reached, or has too much to do.
    Offline,
    /// The hub's certificate is not trusted.
    Untrusted,
    /// The hub refuses the key.
    KeyRefused,
    /// The hub speaks no protocol of this version.
    NeedsUpdate,
}
