//! Where this laptop keeps its desk.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// The folder of the desk and all that stands beside it.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder that was named, or the usual one of this account. It need not exist yet.
    ///
    /// # Errors
    /// If no folder was named and the account has no home.
    pub fn choose(named: Option<&Path>) -> anyhow::Result<Self> {
        let folder = match named {
            Some(folder) => std::path::absolute(folder).context("the folder for the data")?,
            // The local one: a database must not roam with a Windows profile.
            None => dirs::data_local_dir()
                .context("This account has no folder for data; name one with --data DIR.")?
                .join("campus-desk"),
        };
        Ok(Self(folder))
    }

    /// The tickets. Drafts, lock and backups stand beside it.
    #[must_use]
    pub fn desk(&self) -> PathBuf {
        self.0.join("desk.db")
    }

    /// What the window remembers between runs.
    #[must_use]
    pub fn remembered(&self) -> PathBuf {
        self.0.join("remembered.toml")
    }

    /// The logs of the last days.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}
