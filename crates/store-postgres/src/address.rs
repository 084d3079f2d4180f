//! The address of a database. It may contain a password, which no message shows.

use std::fmt;

use store::StoreError;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// The address of a database, such as `postgresql://desk@db1,db2/campus_desk?sslmode=require`.
#[derive(Clone)]
pub struct Address {
    pub(crate) config: Config,
    /// Certificates of an authority that signed the server's, in PEM.
    pub(crate) authority: Option<Vec<u8>>,
}

impl Address {
    /// Whether a text is meant as the address of a database, and not as the name of a file.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("postgresql://") || text.starts_with("postgres://")
    }

    /// Parses an address.
    ///
    /// # Errors
    /// [`StoreError::Other`] if it is malformed. The reason is not part of the message: it may quote a part of a password.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let parsed = Some(text)
            .filter(|text| Self::is_meant(text))
            .map(str::parse::<Config>);
        match parsed {
            Some(Ok(config)) if has_host(&config) => Ok(Self { config, authority: None }),
            _ => Err(StoreError::Other(
                "the address of the database is malformed. An example: postgresql://desk@db1,db2/campus_desk?sslmode=require"
                    .to_owned(),
            )),
        }
    }

    /// Whether the address contains a password.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.config.get_password().is_some()
    }

    /// The address with this password.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.config.password(password);
        self
    }

    /// The address of a server whose certificate one of these certificates has signed, in PEM.
    #[must_use]
    pub fn with_authority(mut self, pem: Vec<u8>) -> Self {
        self.authority = Some(pem);
        self
    }
}

/// The database for messages: without user and password.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts: Vec<String> = self.config.get_hosts().iter().map(host_name).collect();
        let name = self.config.get_dbname().or(self.config.get_user());
        write!(
            f,
            "the database {} on {}",
            name.unwrap_or("postgres"),
            hosts.join(", ")
        )
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

fn has_host(config: &Config) -> bool {
    !config.get_hosts().is_empty()
}

fn host_name(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(folder) => folder.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_an_address_shows_its_password() {
        let address = Address::parse("postgresql://desk:hunter2@db1,db2/campus").expect("an address");
        assert!(address.has_password());
        assert_eq!(address.to_string(), "the database campus on db1, db2");
        assert!(!format!("{address:?}").contains("hunter2"));
        let address = Address::parse("postgresql://desk:hun?ter2=1@db1/campus").expect("an address");
        assert_eq!(address.to_string(), "the database campus on db1");
    }

    #[test]
    fn a_malformed_address_is_refused_without_a_part_of_its_password() {
        for text in [
            "postgresql://desk:hunter2@db1:port/campus",
            "host=db1 password=hunter2 ter2=1",
            "mysql://desk:hunter2@db1/campus",
            "postgresql:///campus?password=hunter2",
        ] {
            let refused = Address::parse(text).expect_err("malformed").to_string();
            assert!(
                refused.contains("is malformed") && !refused.contains("ter2"),
                "{refused}"
            );
        }
    }
}
