//! Reads keys and certificate again when their files change, so that an administrator adds or revokes a key, and a
//! certificate is renewed, without a restart.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use api::{Certificate, CurrentTokens};

use crate::config::Config;
use crate::{certificate, tokens};

/// How often the files are compared. They are read as a whole: a time stamp misses a second change within its resolution,
/// and a file that was put in place of another one.
const INTERVAL: Duration = Duration::from_secs(2);

/// The files that a running hub reads again.
pub struct Reload {
    tokens: Watched,
    certificate: Watched,
}

impl Reload {
    /// Notes what the files contain. Call it before they are used, so that no change is missed.
    pub fn new(config: &Config) -> Self {
        let tls = config.tls.iter();
        Self {
            tokens: Watched::new(vec![config.tokens.clone()]),
            certificate: Watched::new(
                tls.flat_map(|files| [files.certificate.clone(), files.key.clone()])
                    .collect(),
            ),
        }
    }

    /// Follows the files for ever.
    pub async fn follow(mut self, config: &Config, current: &CurrentTokens, own: Option<&Certificate>) {
        loop {
            tokio::time::sleep(INTERVAL).await;
            self.tokens.use_changed("the keys", || {
                current.replace(tokens::read(&config.tokens)?);
                Ok(())
            });
            if let (Some(files), Some(own)) = (&config.tls, own) {
                self.certificate
                    .use_changed("the certificate", || certificate::renew(own, files));
            }
        }
    }
}

/// Files, and what they contained when they were last used; `None` for a file that could not be read.
struct Watched {
    files: Vec<PathBuf>,
    used: Vec<Option<Vec<u8>>>,
    /// Why their present contents cannot be used.
    refused: Option<String>,
}

impl Watched {
    fn new(files: Vec<PathBuf>) -> Self {
        let used = read(&files);
        Self {
            files,
            used,
            refused: None,
        }
    }

    /// Uses the files if they contain something else than what is used. If they cannot be used, nothing changes, and they
    /// are tried again: a certificate and its key are replaced one after the other, and rights are corrected without a
    /// change of the contents. The reason is logged once.
    fn use_changed(&mut self, what: &str, work: impl FnOnce() -> anyhow::Result<()>) {
        let contents = read(&self.files);
        if contents == self.used {
            self.refused = None;
            return;
        }
        match work() {
            Ok(()) => {
                tracing::info!("{what}: the changed files are used");
                self.used = contents;
                self.refused = None;
            }
            Err(error) => {
                let reason = format!("{error:#}");
                if self.refused.as_ref() != Some(&reason) {
                    tracing::warn!("{what}: the files have changed, but cannot be used: {reason}");
                }
                self.refused = Some(reason);
            }
        }
    }
}

fn read(files: &[PathBuf]) -> Vec<Option<Vec<u8>>> {
    files.iter().map(|file| fs::read(file).ok()).collect()
}
