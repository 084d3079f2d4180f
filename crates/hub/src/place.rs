//! Where a desk is: in a file, or in a PostgreSQL database.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use store::{SqliteStore, Store};
use store_postgres::{Address, Migration, PostgresStore};

/// The environment variable with the password of the database, as for PostgreSQL's own programs.
pub const PASSWORD: &str = "PGPASSWORD";

/// Where a desk is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// A PostgreSQL database.
    Database(Box<Address>),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Database(address) => write!(f, "{address}"),
        }
    }
}

/// An open desk. Cheap to clone.
#[derive(Clone)]
pub enum OpenDesk {
    /// In a file.
    File(SqliteStore),
    /// In a PostgreSQL database.
    Database(Arc<PostgresStore>),
}

impl Place {
    /// The place that an argument of the command line names. Other accounts can read arguments: they contain no password.
    pub fn of_argument(argument: &Path) -> Result<Self> {
        let Some(address) = argument.to_str().filter(|text| Address::is_meant(text)) else {
            return Ok(Self::File(argument.to_owned()));
        };
        let address = Address::parse(address)?;
        if address.has_password() {
            bail!(
                "the address contains a password, which other accounts can read on the command line. Leave it out, and put it into the environment variable {PASSWORD}"
            );
        }
        Ok(Self::Database(Box::new(with_password_of_environment(address))))
    }

    /// The file, for a task that is about a file.
    ///
    /// # Errors
    /// `instead` says what to do if the desk is in a database.
    pub fn file(&self, instead: &str) -> Result<&Path> {
        match self {
            Self::File(file) => Ok(file),
            Self::Database(address) => bail!("the desk is in {address}. {instead}"),
        }
    }

    /// Opens the desk. A file that does not exist is created.
    pub fn open(&self, migration: Migration) -> Result<OpenDesk> {
        Ok(match self {
            Self::File(file) => OpenDesk::File(SqliteStore::open(file)?),
            Self::Database(address) => OpenDesk::Database(Arc::new(PostgresStore::open(address, migration)?)),
        })
    }

    /// Opens a desk that exists: a new one has nothing to remove.
    pub fn open_existing(&self) -> Result<OpenDesk> {
        if let Self::File(file) = self
            && !file.exists()
        {
            bail!("there is no desk at {}", file.display());
        }
        self.open(Migration::Refused)
    }
}

impl OpenDesk {
    pub fn store(&self) -> Arc<dyn Store> {
        match self {
            Self::File(store) => Arc::new(store.clone()),
            Self::Database(store) => store.clone(),
        }
    }

    /// Erases the remains of removed texts from the file of a desk that is not used any more. A database cleans up by itself.
    pub fn erase(self) -> Result<()> {
        let Self::File(store) = self else { return Ok(()) };
        let unfinished = "the text was removed, but remains of it may be in the free space of the file";
        let file = store.file().to_owned();
        store.erase_remains().context(unfinished)?;
        drop(store);
        SqliteStore::rewrite(file).context(unfinished)
    }

    /// Where removed texts still are, for messages.
    pub const fn remains(&self) -> &'static str {
        match self {
            Self::File(_) => "backups and exports still contain it",
            Self::Database(_) => {
                "backups and exports still contain it, and so does the database's log until it is deleted there"
            }
        }
    }
}

/// The address with the password in the environment, if there is one.
pub fn with_password_of_environment(address: Address) -> Address {
    match std::env::var(PASSWORD) {
        Ok(password) if !password.is_empty() => address.with_password(&password),
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_a_file_unless_it_is_an_address_and_never_has_a_password() {
        let place = |argument: &str| Place::of_argument(Path::new(argument));
        assert!(matches!(place("desk.db"), Ok(Place::File(file)) if file == Path::new("desk.db")));
        assert!(matches!(
            place("postgresql://desk@db1/desk"),
            Ok(Place::Database(_))
        ));
        let refused = place("postgresql://desk:hunter2@db1/desk")
            .expect_err("a password")
            .to_string();
        assert!(
            refused.contains(PASSWORD) && !refused.contains("hunter2"),
            "{refused}"
        );
    }
}
