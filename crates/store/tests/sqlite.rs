//! The contract suite on SQLite.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod contract;

use std::ops::Deref;

use contract::contract;
use store::{SqliteStore, TicketStore};

/// A store in a folder of its own, gone with the test.
struct Fresh {
    store: SqliteStore,
    _folder: tempfile::TempDir,
}

impl Deref for Fresh {
    type Target = dyn TicketStore;

    fn deref(&self) -> &Self::Target {
        &self.store
    }
}

fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    Fresh {
        store: SqliteStore::open(folder.path().join("desk.db")).unwrap(),
        _folder: folder,
    }
}

contract!(super::fresh);
