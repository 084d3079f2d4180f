//! The keys that say where the desk is: `data`, or `store` with its password and its authority.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use store_postgres::Address;
use toml::Spanned;

use super::wrong::Wrong;
use crate::place::{PASSWORD, Place, with_password_of_environment};
use crate::private_file::check_rights;

/// The keys about the desk.
pub(super) struct DeskKeys {
    pub data: Option<Spanned<PathBuf>>,
    pub store: Option<Spanned<String>>,
    pub password_file: Option<Spanned<PathBuf>>,
    pub authority: Option<Spanned<PathBuf>>,
    /// Where `backup_days` is.
    pub backups: Option<Range<usize>>,
}

/// Where the desk is. Names of files are relative to `folder`; `file` is `hub.toml`.
pub(super) fn desk(keys: DeskKeys, file: &Path, folder: &Path) -> Result<Place, Wrong> {
    match (keys.data, keys.store) {
        (Some(data), None) => {
            let of_database = keys.password_file.or(keys.authority);
            match of_database {
                Some(key) => Err(Wrong::new(
                    key.span(),
                    "this key needs store, the address of a PostgreSQL database",
                )),
                None => Ok(Place::File(folder.join(data.into_inner()))),
            }
        }
        (None, Some(store)) => {
            if let Some(span) = keys.backups {
                return Err(Wrong::new(
                    span,
                    "backup_days is for a desk in a file. A database is backed up with PostgreSQL's programs; delete this key",
                ));
            }
            let address = address(&store, file)?;
            let address = password(address, keys.password_file, folder)?;
            let address = authority(address, keys.authority, folder)?;
            Ok(Place::Database(Box::new(address)))
        }
        (Some(data), Some(_)) => Err(Wrong::new(
            data.span(),
            "data and store both say where the desk is. Delete one of them",
        )),
        (None, None) => Err(Wrong::new(
            0..0,
            "missing field `data`, the desk's file; or `store`, the address of a PostgreSQL database",
        )),
    }
}

/// The address. It may contain a password only if nobody else can read the file.
fn address(store: &Spanned<String>, file: &Path) -> Result<Address, Wrong> {
    let wrong = |reason: String| Wrong::new(store.span(), reason);
    let address = Address::parse(store.get_ref()).map_err(|error| wrong(error.to_string()))?;
    if address.has_password() {
        check_rights(file).map_err(|error| {
            wrong(format!(
                "store contains a password. {error}. Better, leave the password out and name its file in store_password_file"
            ))
        })?;
    }
    Ok(address)
}

/// The password of the file, else of the environment, else of the address.
fn password(
    address: Address,
    password_file: Option<Spanned<PathBuf>>,
    folder: &Path,
) -> Result<Address, Wrong> {
    let Some(key) = password_file else {
        return Ok(with_password_of_environment(address));
    };
    let file = folder.join(key.get_ref());
    let wrong = |reason: String| Wrong::new(key.span(), reason);
    let text = fs::read_to_string(&file).map_err(|error| {
        wrong(format!(
            "the password in {} cannot be read: {error}",
            file.display()
        ))
    })?;
    check_rights(&file).map_err(|error| wrong(error.to_string()))?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(wrong(format!(
            "{} is empty. Write the password into it, or delete this key and set {PASSWORD}",
            file.display()
        )));
    }
    Ok(address.with_password(password))
}

/// The certificates of the authority that signed the server's certificate.
fn authority(address: Address, file: Option<Spanned<PathBuf>>, folder: &Path) -> Result<Address, Wrong> {
    let Some(key) = file else { return Ok(address) };
    let file = folder.join(key.get_ref());
    let pem = fs::read(&file).map_err(|error| {
        Wrong::new(
            key.span(),
            format!("the certificate in {} cannot be read: {error}", file.display()),
        )
    })?;
    Ok(address.with_authority(pem))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const REST: &str = "listen = \"127.0.0.1:8080\"\ntokens = \"tokens.toml\"\n";

    /// Reads `hub.toml` with these lines, in a folder with a password; the file has these rights.
    fn desk_of(lines: &str, rights: u32) -> Result<Place, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str, rights: u32| {
            let file = folder.path().join(name);
            fs::write(&file, text).expect("written");
            #[cfg(unix)]
            fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(rights)).expect("set");
            file
        };
        write("password", "hunter2\n", 0o600);
        write("open-password", "hunter2\n", 0o644);
        write("empty", "\n", 0o600);
        let file = write("hub.toml", &format!("{REST}{lines}"), rights);
        read(&file)
            .map(|config| config.desk)
            .map_err(|error| format!("{error:#} {error:?}"))
    }

    #[test]
    fn a_database_has_its_password_from_a_file_and_no_file_of_its_own() {
        let place = desk_of(
            "store = \"postgresql://desk@db1,db2/campus\"\nstore_password_file = \"password\"\n",
            0o644,
        );
        let Ok(Place::Database(address)) = place else {
            panic!("not a database: {place:?}")
        };
        assert!(address.has_password());
        assert_eq!(address.to_string(), "the database campus on db1, db2");
    }

    #[test]
    fn what_does_not_fit_together_is_refused_with_its_line() {
        let store = "store = \"postgresql://desk@db1/campus\"\n";
        for (lines, line, part) in [
            (format!("{store}data = \"desk.db\"\n"), 4, "Delete one of them"),
            (format!("{store}backup_days = 3\n"), 4, "PostgreSQL's programs"),
            (
                "data = \"desk.db\"\nstore_ca = \"ca.pem\"\n".to_owned(),
                4,
                "needs store",
            ),
            (
                format!("{store}store_password_file = \"nothing\"\n"),
                4,
                "cannot be read",
            ),
            (format!("{store}store_password_file = \"empty\"\n"), 4, "is empty"),
            (format!("{store}store_ca = \"ca.pem\"\n"), 4, "cannot be read"),
            ("store = \"mysql://db1/campus\"\n".to_owned(), 3, "is malformed"),
        ] {
            let refused = desk_of(&lines, 0o600).expect_err("refused");
            assert!(
                refused.contains(&format!("hub.toml, line {line}: ")) && refused.contains(part),
                "{refused}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_password_that_others_can_read_is_refused_and_not_shown() {
        let inside = "store = \"postgresql://desk:hunter2@db1/campus\"\n";
        let beside = "store = \"postgresql://desk@db1/campus\"\nstore_password_file = \"open-password\"\n";
        for (lines, rights) in [(inside, 0o644), (beside, 0o600)] {
            let refused = desk_of(lines, rights).expect_err("refused");
            assert!(
                refused.contains("chmod 600") && !refused.contains("hunter2"),
                "{refused}"
            );
        }
        assert!(matches!(desk_of(inside, 0o600), Ok(Place::Database(address)) if address.has_password()));
    }
}
