//! Connections to the database.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use rustls::{ClientConfig, RootCertStore};
use store::StoreError;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A server that does not answer within this time is not waited for: with several hosts, the next one is tried.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// A connection whose packets are not confirmed for this long is given up.
const LOST_AFTER: Duration = Duration::from_secs(5);

/// For how long a caller waits for a free connection.
const WAIT: Duration = Duration::from_secs(30);

/// The settings of a session that writes. A hub that stops while it holds the desk's lock loses it after five seconds.
/// There is no timeout for statements: a commit that waits for a standby must not be cancelled, because the database
/// then says that it succeeded.
const WRITER: &str = "set synchronous_commit = on; set idle_in_transaction_session_timeout = '5s'; \
    set lock_timeout = '10s'; set tcp_user_timeout = '5s'; set client_connection_check_interval = '1s'";

/// The settings of a session that reads.
const READER: &str =
    "set idle_in_transaction_session_timeout = '60s'; set statement_timeout = '60s'; set jit = off";

/// A database, and how it is reached.
#[derive(Clone)]
pub(crate) struct Database {
    config: Config,
    tls: MakeRustlsConnect,
    /// The database for messages, without a password.
    pub place: String,
}

/// What a session does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Read,
    Write,
}

impl Database {
    /// Parses an address such as `postgresql://desk@db1,db2/campus_desk`.
    ///
    /// # Errors
    /// [`StoreError::Other`] if the address is malformed or contains a password.
    pub(crate) fn new(address: &str, password: Option<&str>) -> Result<Self, StoreError> {
        let malformed =
            |error| StoreError::Other(format!("the address of the database is malformed: {error}"));
        let mut config: Config = address.parse().map_err(malformed)?;
        if config.get_password().is_some() {
            return Err(StoreError::Other(
                "the address of the database contains a password. Put it into a file of its own".to_owned(),
            ));
        }
        if let Some(password) = password {
            config.password(password);
        }
        config
            .application_name("campus-desk-hub")
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_user_timeout(LOST_AFTER)
            .keepalives_idle(LOST_AFTER);
        if config.get_hosts().iter().all(is_on_this_machine) {
            config.ssl_mode(SslMode::Disable);
        }
        Ok(Self {
            place: place(&config),
            tls: tls()?,
            config,
        })
    }

    /// A pool of up to `size` connections. Must be called inside a runtime.
    pub(crate) fn pool(&self, size: usize, purpose: Use) -> Result<Pool, StoreError> {
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(
            self.config.clone(),
            self.tls.clone(),
            ManagerConfig { recycling_method },
        );
        let settings = match purpose {
            Use::Read => READER,
            Use::Write => WRITER,
        };
        let set_up = Hook::async_fn(move |client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(settings).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager).max_size(size).runtime(Runtime::Tokio1);
        let pool = pool
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .post_create(set_up);
        pool.build().map_err(|error| StoreError::Other(error.to_string()))
    }
}

#[cfg(unix)]
fn is_on_this_machine(host: &Host) -> bool {
    matches!(host, Host::Unix(_))
}

#[cfg(not(unix))]
fn is_on_this_machine(_: &Host) -> bool {
    false
}

/// TLS as the address asks for it. The server's certificate must be signed by an authority that this computer trusts.
fn tls() -> Result<MakeRustlsConnect, StoreError> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Other(error.to_string()))?;
    let config = config.with_root_certificates(trusted).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn place(config: &Config) -> String {
    let hosts: Vec<String> = config.get_hosts().iter().map(host_name).collect();
    let name = config.get_dbname().or(config.get_user()).unwrap_or("postgres");
    format!("the database {name} on {}", hosts.join(", "))
}

fn host_name(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(folder) => folder.display().to_string(),
    }
}
