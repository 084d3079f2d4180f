//! TLS with a certificate that can be renewed while connections are open.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use thiserror::Error;
use tokio_rustls::TlsAcceptor;

/// A server's certificate with its private key. Cheap to clone; all clones change together. A new certificate is used from
/// the next connection on, and open connections stay.
#[derive(Clone, Debug)]
pub struct Certificate(Arc<Current>);

/// Why a certificate cannot be used.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// The file with the certificate has none in PEM.
    #[error("there is no certificate in PEM: -----BEGIN CERTIFICATE-----")]
    NoCertificate,
    /// The file with the private key has none in PEM.
    #[error("there is no private key in PEM without a password: -----BEGIN PRIVATE KEY-----")]
    NoKey,
    /// Certificate and key do not fit together, or are of an unknown kind.
    #[error("the certificate and its private key cannot be used together")]
    Unusable(#[from] rustls::Error),
}

#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl Certificate {
    /// Parses a certificate in PEM, followed by those that link it to its authority; and its private key in PEM.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        let parsed = parse(chain, key)?;
        Ok(Self(Arc::new(Current(RwLock::new(Arc::new(parsed))))))
    }

    /// Uses another certificate from the next connection on.
    ///
    /// # Errors
    /// The certificate in use stays in use.
    pub fn replace(&self, chain: &[u8], key: &[u8]) -> Result<(), CertificateError> {
        let parsed = Arc::new(parse(chain, key)?);
        *self.0.0.write().unwrap_or_else(PoisonError::into_inner) = parsed;
        Ok(())
    }

    /// Accepts connections with TLS 1.2 or 1.3, for HTTP/1.1.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, rustls::Error> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(self.0.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config).into())
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn parse(chain: &[u8], key: &[u8]) -> Result<CertifiedKey, CertificateError> {
    let chain: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(chain).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or(CertificateError::NoCertificate)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::NoKey)?;
    Ok(CertifiedKey::from_der(chain, key, &provider())?)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
