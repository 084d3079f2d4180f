//! The runtime that drives the connections of a store.
//!
//! The store's methods block. Its callers are on threads for blocking work, where they wait for a future of this runtime.

use std::future::Future;

use store::StoreError;
use tokio::runtime::{Builder, Runtime};

/// The threads that read from and write to the connections. The callers decode rows on their own threads.
const THREADS: usize = 2;

/// A runtime that can be dropped anywhere.
pub(crate) struct Driver(Option<Runtime>);

impl Driver {
    pub(crate) fn start() -> Result<Self, StoreError> {
        let mut threads = Builder::new_multi_thread();
        let runtime = threads
            .worker_threads(THREADS)
            .thread_name("postgres")
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| StoreError::Other(error.to_string()))?;
        Ok(Self(Some(runtime)))
    }

    /// Waits for a future. Must not be called on a thread that drives another future.
    #[expect(
        clippy::expect_used,
        reason = "the runtime is taken only when this value is dropped"
    )]
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.0.as_ref().expect("the runtime runs").block_on(work)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Waiting for the threads is not allowed where futures are driven.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
