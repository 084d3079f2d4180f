//! A certificate for this computer, of an authority of its own. The tests of `campus-desk-hub` use this file too.

use std::fs;
use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// A certificate for `localhost`, all in PEM.
#[derive(Clone, Debug)]
pub struct OwnCertificate {
    /// The certificate of the authority that laptops have to trust.
    pub authority: String,
    /// The certificate that the authority signed.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

impl OwnCertificate {
    /// A new certificate of a new authority.
    ///
    /// # Panics
    /// There is no randomness.
    #[must_use]
    pub fn generate() -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().expect("a key");
        let authority_certificate = authority.self_signed(&authority_key).expect("an authority");
        let issuer = Issuer::new(authority, authority_key);
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(names)
            .expect("names")
            .signed_by(&key, &issuer)
            .expect("a certificate");
        Self {
            authority: authority_certificate.pem(),
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }

    /// Writes `certificate.pem` and `certificate-key.pem`.
    ///
    /// # Panics
    /// They cannot be written.
    pub fn write(&self, folder: &Path) {
        for (name, pem) in [
            ("certificate-key.pem", &self.key),
            ("certificate.pem", &self.certificate),
        ] {
            let file = folder.join(name);
            fs::write(&file, pem).expect("written");
            #[cfg(unix)]
            fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("private");
        }
    }
}
