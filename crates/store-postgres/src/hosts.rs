//! Connects to one of several servers. A server that accepts a connection but does not answer (a stopped one, for example) must not
//! block the way to the others: the next attempt begins with the next server.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use deadpool_postgres::Connect;
use tokio::task::JoinHandle;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, Error};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A connection, and the task that drives it.
type Connected = Result<(Client, JoinHandle<()>), Error>;

/// The servers of a database, shared by all pools of a hub.
#[derive(Clone)]
pub(crate) struct Hosts {
    /// The settings for each server.
    each: Arc<Vec<Config>>,
    /// With which server the next attempt begins: that of the last success.
    next: Arc<AtomicUsize>,
    tls: MakeRustlsConnect,
}

impl Hosts {
    pub(crate) fn new(all: &Config, tls: MakeRustlsConnect) -> Self {
        let each = (0..all.get_hosts().len()).filter_map(|at| only(all, at));
        Self {
            each: Arc::new(each.collect()),
            next: Arc::default(),
            tls,
        }
    }

    /// Tries each server once. `all` is for a desk without a server, of which the library reports the error.
    async fn connect_to_one(self, all: Config) -> Connected {
        let (count, first) = (self.each.len(), self.next.load(Ordering::Relaxed));
        let mut last = None;
        for at in (first..first + count).map(|at| at % count) {
            // If this attempt is given up because there is no answer, the next one begins behind this server.
            self.next.store((at + 1) % count, Ordering::Relaxed);
            let tried = connect(self.each.get(at).unwrap_or(&all), self.tls.clone()).await;
            match tried {
                Ok(connected) => {
                    self.next.store(at, Ordering::Relaxed);
                    return Ok(connected);
                }
                Err(error) => last = Some(error),
            }
        }
        match last {
            Some(error) => Err(error),
            None => connect(&all, self.tls).await,
        }
    }
}

async fn connect(config: &Config, tls: MakeRustlsConnect) -> Connected {
    let (client, connection) = config.connect(tls).await?;
    let driven = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to the database has ended");
        }
    });
    Ok((client, driven))
}

impl Connect for Hosts {
    fn connect(&self, all: &Config) -> Pin<Box<dyn Future<Output = Connected> + Send + '_>> {
        Box::pin(self.clone().connect_to_one(all.clone()))
    }
}

/// The settings for one of the servers.
fn only(all: &Config, at: usize) -> Option<Config> {
    let mut one = Config::new();
    match all.get_hosts().get(at)? {
        Host::Tcp(name) => one.host(name),
        #[cfg(unix)]
        Host::Unix(folder) => one.host_path(folder),
    };
    if let Some(address) = all.get_hostaddrs().get(at) {
        one.hostaddr(*address);
    }
    let ports = all.get_ports();
    if let Some(port) = ports.get(at).or(ports.first()) {
        one.port(*port);
    }
    if let Some(user) = all.get_user() {
        one.user(user);
    }
    if let Some(password) = all.get_password() {
        one.password(password);
    }
    if let Some(name) = all.get_dbname() {
        one.dbname(name);
    }
    if let Some(options) = all.get_options() {
        one.options(options);
    }
    if let Some(name) = all.get_application_name() {
        one.application_name(name);
    }
    if let Some(timeout) = all.get_connect_timeout() {
        one.connect_timeout(*timeout);
    }
    if let Some(timeout) = all.get_tcp_user_timeout() {
        one.tcp_user_timeout(*timeout);
    }
    one.ssl_mode(all.get_ssl_mode())
        .ssl_negotiation(all.get_ssl_negotiation())
        .channel_binding(all.get_channel_binding())
        .keepalives(all.get_keepalives())
        .keepalives_idle(all.get_keepalives_idle())
        .target_session_attrs(all.get_target_session_attrs());
    Some(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_has_its_own_port_and_all_else_in_common() {
        let all: Config = "postgresql://desk:secret@db1:5433,db2:5434/campus?sslmode=require"
            .parse()
            .expect("an address");
        let two = only(&all, 1).expect("a second server");
        assert_eq!(
            (two.get_hosts(), two.get_ports()),
            (&[Host::Tcp("db2".to_owned())][..], &[5434][..])
        );
        assert_eq!(
            (two.get_user(), two.get_password()),
            (all.get_user(), all.get_password())
        );
        assert_eq!(
            (two.get_dbname(), two.get_ssl_mode()),
            (Some("campus"), all.get_ssl_mode())
        );
        assert!(only(&all, 2).is_none());
    }
}
