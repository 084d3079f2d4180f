//! The reading connections: a pool with a maximum, for which further readers wait.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Result};

use super::connection;

/// The maximum number of concurrent reads. More would only share the same cores and disk.
const MOST: usize = 16;

/// The maximum number of idle connections; each has its own page cache.
const IDLE: usize = 4;

/// A pool of connections that read one file.
pub(super) struct Readers {
    file: PathBuf,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    /// The number of reads in progress.
    busy: usize,
}

impl Readers {
    pub(super) fn new(file: PathBuf) -> Self {
        Self {
            file,
            pool: Mutex::default(),
            returned: Condvar::new(),
        }
    }

    /// Reads in one snapshot: all queries of `work` see the same state. Waits while [`MOST`] reads are in progress.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let (mut lease, idle) = self.lease();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::reader(&self.file)?,
        };
        connection.prepare_cached("begin")?.execute([])?;
        let found = work(&connection);
        // A connection that cannot end its snapshot is dropped.
        if connection
            .prepare_cached("commit")
            .and_then(|mut end| end.execute([]))
            .is_ok()
        {
            lease.connection = Some(connection);
        }
        found
    }

    fn lease(&self) -> (Lease<'_>, Option<Connection>) {
        let mut pool = self.lock();
        while pool.busy == MOST {
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        pool.busy += 1;
        let lease = Lease {
            readers: self,
            connection: None,
        };
        (lease, pool.idle.pop())
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to read; returned to the pool on drop, with the connection if it is reusable.
struct Lease<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut pool = self.readers.lock();
        pool.busy -= 1;
        if pool.idle.len() < IDLE {
            pool.idle.extend(self.connection.take());
        }
        self.readers.returned.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::SqliteStore;

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the test gives the waiting thread time to go wrong"
    )]
    fn a_read_waits_while_the_maximum_of_reads_is_in_progress() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("desk.db");
        let _desk = SqliteStore::open(&file).expect("a new desk");
        let readers = Readers::new(file);
        let (begun, end) = (Barrier::new(MOST + 1), Barrier::new(MOST + 1));
        let further = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..MOST {
                scope.spawn(|| {
                    readers.read(|_| {
                        begun.wait();
                        end.wait();
                        Ok(())
                    })
                });
            }
            begun.wait();
            let waiting = scope.spawn(|| {
                readers.read(|_| {
                    further.store(true, Ordering::SeqCst);
                    Ok(())
                })
            });
            std::thread::sleep(Duration::from_millis(100));
            assert!(!further.load(Ordering::SeqCst), "it waits");
            end.wait();
            waiting.join().expect("joined").expect("read");
        });
        assert!(further.load(Ordering::SeqCst));
        assert_eq!(readers.lock().busy, 0);
    }

    #[test]
    fn a_read_that_panics_returns_its_place_in_the_pool() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("desk.db");
        let _desk = SqliteStore::open(&file).expect("a new desk");
        let readers = Readers::new(file);
        let read = || readers.read::<()>(|_| panic!("on purpose"));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).is_err());
        assert_eq!(readers.lock().busy, 0);
        readers.read(|_| Ok(())).expect("read");
    }
}
