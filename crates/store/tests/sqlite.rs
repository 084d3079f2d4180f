//! The contract suite on SQLite.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use std::ops::Deref;

use store::{SqliteStore, Store};

/// A store in its own temporary folder.
struct Fresh {
    store: SqliteStore,
    _folder: tempfile::TempDir,
}

impl Deref for Fresh {
    type Target = dyn Store;

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

store::contract!(crate::fresh);
