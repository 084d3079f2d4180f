//! The HTTP clients of all programs and tests.

use std::time::Duration;

use reqwest::{Certificate, ClientBuilder};

/// How long the search for a server, and its first answer, may take.
const CONNECT: Duration = Duration::from_secs(10);

/// The time without a byte after which a connection is checked, and the pause between two checks.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A client without a proxy, for servers on this computer. It loads no certificates, so that creating it takes microseconds.
pub fn client() -> ClientBuilder {
    builder().tls_certs_only([])
}

/// The client of a laptop, whose connection lasts for days and is idle most of the time. It finds out within a minute that
/// the network is gone.
pub(super) fn laptop(authorities: Option<&[u8]>) -> reqwest::Result<ClientBuilder> {
    let mut certificates = Vec::new();
    if let Some(pem) = authorities {
        certificates = Certificate::from_pem_bundle(pem)?;
    }
    Ok(builder()
        .connect_timeout(CONNECT)
        .tcp_keepalive(KEEPALIVE)
        .tcp_keepalive_interval(KEEPALIVE)
        .tcp_keepalive_retries(3)
        .tls_certs_merge(certificates))
}

/// Clients are made here only, because `reqwest` panics without a TLS library, and that is chosen once for the whole process:
/// ring, which builds without further tools on all three systems.
fn builder() -> ClientBuilder {
    // `Err`: an earlier call has chosen it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    #[expect(clippy::disallowed_methods, reason = "the one place where clients are made")]
    reqwest::Client::builder().no_proxy()
}
