//! The API of this run, on loopback: for the analyses, and for scripts that have one of its tokens.

use std::future::pending;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::Context;
use api::{Limits, Tokens};
use axum::Router;
use serde_json::json;
use tickets::Role;

use crate::replace_file::replace_file;

/// A bound socket that does not accept connections yet.
///
/// The port must be known before the desk is open, because the file of the lock's holder contains it.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    /// The address, as `http://127.0.0.1:PORT`.
    pub base: String,
}

impl Listener {
    /// Binds any free port of loopback.
    pub fn bind() -> anyhow::Result<Self> {
        let socket =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free on this machine")?;
        socket.set_nonblocking(true)?;
        let base = format!("http://{}", socket.local_addr()?);
        Ok(Self { socket, base })
    }

    /// Starts answering requests, on the async runtime.
    pub fn serve(self, routes: Router) -> anyhow::Result<()> {
        let _inside = tauri::async_runtime::handle().inner().enter();
        let listener = tokio::net::TcpListener::from_std(self.socket)?;
        // The process ends with its window.
        tauri::async_runtime::spawn(api::serve(listener, routes, Limits::default(), pending()));
        Ok(())
    }
}

/// Writes the API's address and tokens to a file that only this account can read. If the role is pinned, only the token
/// of that role is written.
pub fn write_api_file(file: &Path, base: &str, tokens: &Tokens, pinned: Option<Role>) -> anyhow::Result<()> {
    let content = match pinned {
        Some(Role::User) => json!({ "api": base, "user": tokens.user() }),
        Some(Role::Helpdesk) => json!({ "api": base, "helpdesk": tokens.helpdesk() }),
        None => json!({
            "api": base,
            "user": tokens.user(),
            "helpdesk": tokens.helpdesk(),
            "service": tokens.service(),
        }),
    };
    replace_file(file, content.to_string().as_bytes()).with_context(|| format!("writing {}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::*;

    fn written(tokens: &Tokens, pinned: Option<Role>) -> Value {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("api.json");
        write_api_file(&file, "http://127.0.0.1:1", tokens, pinned).expect("written");
        serde_json::from_slice(&fs::read(&file).expect("read")).expect("JSON")
    }

    #[cfg(unix)]
    #[test]
    fn only_this_account_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a folder");
        let (file, tokens) = (folder.path().join("api.json"), Tokens::random());
        fs::write(&file, "left by an earlier run, readable by all").expect("written");
        write_api_file(&file, "http://127.0.0.1:1", &tokens, None).expect("written");
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let content: Value = serde_json::from_slice(&fs::read(&file).expect("read")).expect("JSON");
        assert_eq!(content["api"], "http://127.0.0.1:1");
        assert_eq!(content["helpdesk"], tokens.helpdesk());
    }

    #[test]
    fn without_a_pinned_role_the_file_has_all_tokens() {
        let tokens = Tokens::random();
        let expected = json!({
            "api": "http://127.0.0.1:1",
            "user": tokens.user(),
            "helpdesk": tokens.helpdesk(),
            "service": tokens.service(),
        });
        assert_eq!(written(&tokens, None), expected);
    }

    #[test]
    fn with_a_pinned_role_the_file_has_only_the_token_of_that_role() {
        let tokens = Tokens::random();
        let base = "http://127.0.0.1:1";
        let user = json!({ "api": base, "user": tokens.user() });
        assert_eq!(written(&tokens, Some(Role::User)), user);
        let helpdesk = json!({ "api": base, "helpdesk": tokens.helpdesk() });
        assert_eq!(written(&tokens, Some(Role::Helpdesk)), helpdesk);
    }
}
