//! Which names callers may use for this server.
//!
//! A page of any web site can make a browser ask `http://127.0.0.1:PORT` under a name of its own (DNS
//! rebinding). Its request then carries that name in `Host`, so a server on loopback refuses names it does
//! not know.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::Problem;

/// The names that `Host` may carry, without port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts(Option<Vec<String>>);

impl Hosts {
    /// Any name: for a server that is reached from elsewhere.
    #[must_use]
    pub const fn any() -> Self {
        Self(None)
    }

    /// The names of this machine for itself.
    #[must_use]
    pub fn loopback() -> Self {
        Self(Some(
            ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned).into(),
        ))
    }

    /// What fits a server that listens on this address: on loopback only this machine's names.
    #[must_use]
    pub fn of(listening: IpAddr) -> Self {
        if listening.is_loopback() {
            Self::loopback()
        } else {
            Self::any()
        }
    }

    /// These names too (those of a proxy in front).
    #[must_use]
    pub fn and(self, names: impl IntoIterator<Item = String>) -> Self {
        Self(self.0.map(|known| known.into_iter().chain(names).collect()))
    }

    fn allow(&self, host: &str) -> bool {
        let name = host
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
            .map_or(host, |(name, _)| name);
        self.0
            .as_ref()
            .is_none_or(|known| known.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }
}

/// Turns away requests under a foreign name.
pub async fn refuse_foreign(
    State(hosts): State<Arc<Hosts>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let header = request.headers().get("host").and_then(|host| host.to_str().ok());
    let host = request
        .uri()
        .authority()
        .map(|authority| authority.as_str())
        .or(header);
    if hosts.allow(host.unwrap_or_default()) {
        Ok(next.run(request).await)
    } else {
        Err(Problem::misdirected())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_loopback_knows_only_its_own_names() {
        let hosts = Hosts::of(IpAddr::from([127, 0, 0, 1]));
        for own in [
            "127.0.0.1:4711",
            "localhost",
            "LOCALHOST:80",
            "[::1]:4711",
            "[::1]",
        ] {
            assert!(hosts.allow(own), "{own}");
        }
        for foreign in [
            "evil.example",
            "127.0.0.1.evil.example:4711",
            "",
            ":80",
            "localhost:x",
        ] {
            assert!(!hosts.allow(foreign), "{foreign}");
        }
        assert!(
            hosts
                .and(["desk.campus.example".to_owned()])
                .allow("desk.campus.example:443")
        );
    }

    #[test]
    fn a_server_for_others_answers_to_any_name() {
        assert!(Hosts::of(IpAddr::from([10, 0, 0, 7])).allow("desk.campus.example"));
    }
}
