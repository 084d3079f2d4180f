//! Files with secrets.

use std::path::Path;

use anyhow::Result;

/// Refuses a file that every account can read, or that another account can write. Its group may read it: a service often
/// gets its secrets that way.
#[cfg(unix)]
pub fn check_rights(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    use anyhow::{Context, bail};

    let mode = std::fs::metadata(file)
        .with_context(|| format!("reading the rights of {}", file.display()))?
        .permissions()
        .mode();
    if mode & 0o027 != 0 {
        bail!(
            "other accounts can read or write {}, which holds secrets. Run: chmod 600 {0}. If others may have read it, replace the secrets",
            file.display()
        );
    }
    Ok(())
}

#[cfg(not(unix))]
pub fn check_rights(_: &Path) -> Result<()> {
    Ok(())
}
