//! Files and folders that only their owner can read. On systems other than Unix they get the rights of their folder.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Creates a folder and its missing parents, with the rights of the owner only. An existing folder stays as it is.
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Options to create a file that only its owner can read.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Removes the rights of all other accounts from an existing file or folder. That of another owner stays as it is, which
/// is logged.
pub fn make_private(path: &Path) {
    if let Err(error) = remove_rights_of_others(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(path = %path.display(), %error, "other accounts may be able to read this");
    }
}

#[cfg(unix)]
fn remove_rights_of_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))
}

#[cfg(not(unix))]
fn remove_rights_of_others(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Creates an empty database file, or makes an existing one and its log private. SQLite gives new logs the rights of their
/// database. A file that cannot be created is reported by SQLite.
pub(crate) fn create_private_database(file: &Path) {
    drop(private_file().open(file));
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        make_private(&PathBuf::from(name));
    }
}

/// Makes a folder and the files in it private.
pub fn make_folder_private(folder: &Path) {
    make_private(folder);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            make_private(&entry.path());
        }
    }
}
