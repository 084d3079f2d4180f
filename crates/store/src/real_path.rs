//! Paths without symbolic links.

use std::path::{Path, PathBuf};

/// The maximum number of links that are followed, as on Linux.
const MOST_LINKS: usize = 40;

/// The path of a file without symbolic links, also if the file does not exist yet.
pub(crate) fn real_path(file: &Path) -> PathBuf {
    if let Ok(real) = file.canonicalize() {
        return real;
    }
    let mut target = file.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = target.read_link() else { break };
        target = folder_of(&target).join(next);
    }
    match (folder_of(&target).canonicalize(), target.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => target,
    }
}

/// The folder of a file.
pub(crate) fn folder_of(file: &Path) -> &Path {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}
