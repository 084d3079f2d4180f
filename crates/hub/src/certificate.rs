//! The hub's own certificate.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use api::Certificate;

use crate::config::TlsFiles;
use crate::private_file;

/// Reads the certificate and its private key.
pub fn read(files: &TlsFiles) -> Result<Certificate> {
    let (chain, key) = bytes(files)?;
    Certificate::from_pem(&chain, &key).with_context(|| unusable(files))
}

/// Reads the files again, and uses them from the next connection on.
pub fn renew(certificate: &Certificate, files: &TlsFiles) -> Result<()> {
    let (chain, key) = bytes(files)?;
    certificate.replace(&chain, &key).with_context(|| unusable(files))
}

fn bytes(files: &TlsFiles) -> Result<(Vec<u8>, Vec<u8>)> {
    let read =
        |file: &Path| fs::read(file).with_context(|| format!("reading the certificate: {}", file.display()));
    let both = (read(&files.certificate)?, read(&files.key)?);
    private_file::check_rights(&files.key)?;
    Ok(both)
}

fn unusable(files: &TlsFiles) -> String {
    format!(
        "using {} and {}",
        files.certificate.display(),
        files.key.display()
    )
}
