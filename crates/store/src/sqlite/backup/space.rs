//! The free space of a disk.

use std::path::Path;

use crate::StoreError;
use crate::real_path::folder_of;

/// Checks that the disk of the file has `needed` free bytes. If the system does not say how many it has, the check
/// passes.
///
/// # Errors
/// [`StoreError::NoSpace`].
pub(in crate::sqlite) fn require(file: &Path, needed: u64) -> Result<(), StoreError> {
    match fs4::available_space(folder_of(file)) {
        Ok(free) if free < needed => Err(StoreError::NoSpace {
            place: folder_of(file).display().to_string(),
            needed,
            free,
        }),
        Ok(_) => Ok(()),
        Err(error) => {
            tracing::warn!(%error, "the free space of the disk is unknown");
            Ok(())
        }
    }
}

/// The size of a desk on the disk, with its write-ahead log, in bytes.
pub(in crate::sqlite) fn size(desk: &Path) -> u64 {
    let parts = ["", "-wal"].map(|end| {
        let mut part = desk.as_os_str().to_owned();
        part.push(end);
        std::fs::metadata(part).map_or(0, |found| found.len())
    });
    parts.iter().sum()
}
