//! The disks of laptops: in memory, or a SQLite file as on a real one.

use std::fs;
use std::ops::Deref;
use std::path::PathBuf;

use store::{MemoryStore, Replica, SqliteStore};
use tempfile::{TempDir, tempdir};

/// A laptop's disk.
pub enum Disk {
    Memory(Box<MemoryStore>),
    File(DeskFile),
}

/// A replica in a folder of its own.
pub struct DeskFile {
    folder: TempDir,
    /// There is none only while it is closed.
    replica: Option<SqliteStore>,
}

impl Disk {
    pub fn memory() -> Self {
        Self::Memory(Box::default())
    }

    pub fn file() -> Self {
        let mut file = DeskFile {
            folder: tempdir().unwrap(),
            replica: None,
        };
        file.open();
        Self::File(file)
    }

    /// A copy of the laptop's folder.
    pub fn copy(&mut self) -> Self {
        match self {
            Self::Memory(store) => Self::Memory(Box::new(store.copy())),
            Self::File(file) => Self::File(file.copy()),
        }
    }

    /// The program starts again.
    pub fn open_again(&mut self) {
        if let Self::File(file) = self {
            file.close();
            file.open();
        }
    }
}

impl Deref for Disk {
    type Target = dyn Replica;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Memory(store) => &**store,
            Self::File(file) => file.replica.as_ref().unwrap(),
        }
    }
}

impl DeskFile {
    fn path(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    fn open(&mut self) {
        self.replica = Some(SqliteStore::open(self.path()).unwrap());
    }

    /// Closes the file, which then has everything of its log.
    fn close(&mut self) {
        self.replica = None;
    }

    fn copy(&mut self) -> Self {
        let mut copy = Self {
            folder: tempdir().unwrap(),
            replica: None,
        };
        self.close();
        fs::copy(self.path(), copy.path()).unwrap();
        self.open();
        copy.open();
        copy
    }
}
