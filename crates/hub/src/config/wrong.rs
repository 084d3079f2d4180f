//! A wrong value in `hub.toml`.

use std::ops::Range;

/// A wrong value, and the byte at which it is.
#[derive(Debug)]
pub struct Wrong {
    pub at: usize,
    pub reason: String,
}

impl Wrong {
    pub fn new(span: Range<usize>, reason: impl Into<String>) -> Self {
        Self {
            at: span.start,
            reason: reason.into(),
        }
    }
}
