//! The runtime that drives the connections of a store.
//!
//! The store's methods block. Its callers are on threads for blocking work, where they wait for a future of this runtime.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

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

    /// Waits for a future, which the threads of this runtime drive. As with other stores, the calling thread does nothing else in
    /// the meantime; unlike [`Runtime::block_on`], this does not refuse a thread of another runtime.
    #[expect(
        clippy::expect_used,
        reason = "the runtime is taken only when this value is dropped"
    )]
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        let _inside = self.0.as_ref().expect("the runtime runs").enter();
        let mut work = pin!(work);
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
                return done;
            }
            thread::park();
        }
    }
}

/// Wakes a thread that waits for a future.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
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
