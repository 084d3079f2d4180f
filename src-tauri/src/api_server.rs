//! The API of this run, on loopback: for the analyses, and for whoever was told its tokens.

use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::Context;
use api::Tokens;
use axum::Router;
use serde_json::json;

/// A socket that already has its port, though nobody answers there yet.
///
/// The port is needed before the desk is open: it is left as word beside the desk's lock.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    /// The address, as `http://127.0.0.1:PORT`.
    pub base: String,
}

impl Listener {
    /// Takes any free port of loopback.
    ///
    /// # Errors
    /// If the system gives none.
    pub fn bind() -> anyhow::Result<Self> {
        let socket =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free on this machine")?;
        socket.set_nonblocking(true)?;
        let base = format!("http://{}", socket.local_addr()?);
        Ok(Self { socket, base })
    }

    /// Answers from now on, on the async runtime.
    ///
    /// # Errors
    /// If the socket cannot be watched.
    pub fn serve(self, routes: Router) -> anyhow::Result<()> {
        let _inside = tauri::async_runtime::handle().inner().enter();
        let listener = tokio::net::TcpListener::from_std(self.socket)?;
        tauri::async_runtime::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "the API ended");
            }
        });
        Ok(())
    }
}

/// Tells a file where the API is and what opens it; only this account can read it.
///
/// # Errors
/// If it cannot be written.
pub fn tell(file: &Path, base: &str, tokens: &Tokens) -> anyhow::Result<()> {
    let told = json!({
        "api": base,
        "user": tokens.user(),
        "helpdesk": tokens.helpdesk(),
        "service": tokens.service(),
    });
    // Written beside and renamed: whoever waits for the file never reads half of it.
    let beside = file.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = fs::remove_file(&beside);
    let mut new = options
        .open(&beside)
        .with_context(|| format!("writing {}", beside.display()))?;
    new.write_all(told.to_string().as_bytes())?;
    new.sync_all()?;
    fs::rename(&beside, file).with_context(|| format!("writing {}", file.display()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_tokens_are_told_to_this_account_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, tokens) = (folder.path().join("api.json"), Tokens::random());
        fs::write(&file, "left by an earlier run, readable by all").expect("written");
        tell(&file, "http://127.0.0.1:1", &tokens).expect("told");
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let told: serde_json::Value = serde_json::from_slice(&fs::read(&file).expect("read")).expect("JSON");
        assert_eq!(told["api"], "http://127.0.0.1:1");
        assert_eq!(told["helpdesk"], tokens.helpdesk());
    }
}
