//! Replacing a file as a whole.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Writes a file under a temporary name and renames it: after a crash, and for a reader, the file has the old content or
/// the new one, never a part. Only this account can read the file.
pub fn replace_file(file: &Path, content: &[u8]) -> io::Result<()> {
    let file = std::path::absolute(file)?;
    let mut temporary = NamedTempFile::new_in(file.parent().unwrap_or(&file))?;
    temporary.write_all(content)?;
    temporary.as_file().sync_all()?;
    temporary.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_content_replaces_the_old_one_and_no_temporary_file_remains() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("choices.toml");
        for content in ["role = \"user\"", "x"] {
            replace_file(&file, content.as_bytes()).expect("written");
            assert_eq!(std::fs::read_to_string(&file).expect("read"), content);
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("read").count(), 1);
    }

    #[test]
    fn a_folder_that_does_not_exist_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(replace_file(&folder.path().join("none/choices.toml"), b"").is_err());
    }
}
