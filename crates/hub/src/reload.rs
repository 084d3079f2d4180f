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

    /// Follows the files for ever. What cannot be used changes nothing, and is tried again when the files change again: a
    /// certificate and its key are two files, which are replaced one after the other.
    pub async fn follow(mut self, config: &Config, current: &CurrentTokens, own: Option<&Certificate>) {
        loop {
            tokio::time::sleep(INTERVAL).await;
            if self.tokens.has_changed() {
                match tokens::read(&config.tokens) {
                    Ok(tokens) => {
                        current.replace(tokens);
                        tracing::info!("the keys were read again");
                    }
                    Err(error) => tracing::warn!("the keys stay as they were: {error:#}"),
                }
            }
            if let (Some(files), Some(own)) = (&config.tls, own)
                && self.certificate.has_changed()
            {
                match certificate::renew(own, files) {
                    Ok(()) => tracing::info!("the certificate was renewed"),
                    Err(error) => tracing::warn!("the certificate stays as it was: {error:#}"),
                }
            }
        }
    }
}

/// Files, and what they contained when they were last read; `None` for a file that could not be read.
struct Watched {
    files: Vec<PathBuf>,
    contents: Vec<Option<Vec<u8>>>,
}

impl Watched {
    fn new(files: Vec<PathBuf>) -> Self {
        let contents = read(&files);
        Self { files, contents }
    }

    /// Whether a file contains something else than last time.
    fn has_changed(&mut self) -> bool {
        let contents = read(&self.files);
        let changed = contents != self.contents;
        self.contents = contents;
        changed
    }
}

fn read(files: &[PathBuf]) -> Vec<Option<Vec<u8>>> {
    files.iter().map(|file| fs::read(file).ok()).collect()
}
