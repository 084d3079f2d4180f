//! The files that were saved in this run. The page names them by number, so that it never names a path.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

#[derive(Debug, Default)]
pub struct SavedFiles(Mutex<Vec<PathBuf>>);

impl SavedFiles {
    /// Adds a file; returns its number.
    pub fn add(&self, file: &Path) -> usize {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.push(file.to_owned());
        files.len() - 1
    }

    /// The file with this number.
    pub fn get(&self, number: usize) -> Option<PathBuf> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.get(number).cloned()
    }
}
