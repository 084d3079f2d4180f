//! The folder of the desk.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// The folder that contains the desk, the drafts, the backups and the logs.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder of `--data`, or the default folder of this account. The folder need not exist yet.
    ///
    /// # Errors
    /// If there is no `--data` and the account has no home.
    pub fn choose(named: Option<&Path>) -> anyhow::Result<Self> {
        let folder = match named {
            Some(folder) => std::path::absolute(folder).context("finding the folder of --data")?,
            // The local folder: a database must not roam with a Windows profile.
            None => dirs::data_local_dir()
                .context("This account has no folder for data. Name a folder with --data DIR.")?
                .join("campus-desk"),
        };
        Ok(Self(folder))
    }

    /// Whether this is the default folder. Only Campus Desk uses that one; a folder of `--data` may have other purposes.
    #[must_use]
    pub fn is_default(&self) -> bool {
        Self::choose(None).is_ok_and(|default| default.0 == self.0)
    }

    /// The database of the tickets. Drafts, lock and backups are in the same folder.
    #[must_use]
    pub fn desk(&self) -> PathBuf {
        self.0.join("desk.db")
    }

    /// The choices that the window remembers between runs.
    #[must_use]
    pub fn remembered(&self) -> PathBuf {
        self.0.join("remembered.toml")
    }

    /// The id of this computer for its hub.
    #[must_use]
    pub fn device(&self) -> PathBuf {
        self.0.join("device-id")
    }

    /// The offer to send the tickets that this computer had before it belonged to a hub.
    #[must_use]
    pub fn earlier_desk(&self) -> PathBuf {
        self.0.join("earlier-desk.toml")
    }

    /// Size, place and zoom of the window.
    #[must_use]
    pub fn window(&self) -> PathBuf {
        self.0.join("window.toml")
    }

    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}
