//! Connections to the database.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use store::StoreError;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::address::Address;
use crate::hosts::Hosts;

/// The name of a hub's sessions in the database's list of activities.
pub(crate) const APPLICATION: &str = "campus-desk-hub";

/// A server that does not answer within this time is not waited for: with several hosts, the next one is tried.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// A connection whose packets are not confirmed for this long is given up.
const LOST_AFTER: Duration = Duration::from_secs(5);

/// A server that has accepted a connection and does not answer within this time is given up.
const ANSWER: Duration = Duration::from_secs(2);

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
    hosts: Hosts,
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
    /// Only a server that can write is used: with several hosts, the primary.
    ///
    /// # Errors
    /// [`StoreError::Other`] if the certificates of the authority cannot be used.
    pub(crate) fn new(address: &Address) -> Result<Self, StoreError> {
        let mut config = address.config.clone();
        config
            .application_name(APPLICATION)
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_user_timeout(LOST_AFTER)
            .keepalives_idle(LOST_AFTER);
        if config.get_hosts().iter().all(is_on_this_machine) {
            config.ssl_mode(SslMode::Disable);
        }
        Ok(Self {
            place: address.to_string(),
            hosts: Hosts::new(&config, tls(address.authority.as_deref())?),
            config,
        })
    }

    /// A pool of up to `size` connections. Must be called inside a runtime.
    pub(crate) fn pool(&self, size: usize, purpose: Use) -> Result<Pool, StoreError> {
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_connect(
            self.config.clone(),
            self.hosts.clone(),
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
            .create_timeout(Some(ANSWER))
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

/// TLS as the address asks for it. The server's certificate must be signed by an authority that this computer trusts, or by that
/// of `authority`, in PEM.
fn tls(authority: Option<&[u8]>) -> Result<MakeRustlsConnect, StoreError> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for certificate in authority.into_iter().flat_map(CertificateDer::pem_slice_iter) {
        let unusable = |reason: String| {
            StoreError::Other(format!("the certificate of the authority is unusable: {reason}"))
        };
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        trusted
            .add(certificate)
            .map_err(|error| unusable(error.to_string()))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Other(error.to_string()))?;
    let config = config.with_root_certificates(trusted).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
