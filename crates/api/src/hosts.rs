//! Validates the header `Host`.
//!
//! A page of any web site can make a browser send requests to `http://127.0.0.1:PORT` under the page's own host name (DNS
//! rebinding). Such a request has that name in `Host`, so a server on loopback rejects unknown names.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

use crate::problem::Problem;

/// The accepted host names, without port; `None` accepts every name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts(Option<Vec<String>>);

impl Hosts {
    /// Accepts every name: for a server that other machines reach.
    #[must_use]
    pub const fn any() -> Self {
        Self(None)
    }

    /// Accepts the names of the loopback interface.
    #[must_use]
    pub fn loopback() -> Self {
        Self(Some(
            ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned).into(),
        ))
    }

    /// Accepts the loopback names if the server listens on loopback, and every name otherwise.
    #[must_use]
    pub fn for_listener(address: IpAddr) -> Self {
        if address.is_loopback() {
            Self::loopback()
        } else {
            Self::any()
        }
    }

    /// Accepts these names too: those of a proxy in front of the server. A server that accepts every name accepts only these
    /// names and those of loopback from then on.
    #[must_use]
    pub fn with(self, names: impl IntoIterator<Item = String>) -> Self {
        let mut names = names.into_iter().peekable();
        if names.peek().is_none() {
            return self;
        }
        let known = self.0.or(Self::loopback().0).unwrap_or_default();
        Self(Some(known.into_iter().chain(names).collect()))
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

/// Routes that answer only requests with one of these names.
pub fn with_host_check(router: Router, hosts: Hosts) -> Router {
    router.layer(from_fn_with_state(Arc::new(hosts), reject_unknown_hosts))
}

/// Middleware that rejects requests with an unknown host name.
async fn reject_unknown_hosts(
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
    fn a_server_on_loopback_accepts_only_its_own_names() {
        let hosts = Hosts::for_listener(IpAddr::from([127, 0, 0, 1]));
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
                .with(["desk.campus.example".to_owned()])
                .allow("desk.campus.example:443")
        );
    }

    #[test]
    fn names_count_on_every_address() {
        let hosts = Hosts::for_listener(IpAddr::from([10, 0, 0, 7])).with(["desk.campus.example".to_owned()]);
        assert!(hosts.allow("desk.campus.example:8080") && hosts.allow("localhost:8080"));
        assert!(!hosts.allow("evil.example:8080"));
        let any = Hosts::for_listener(IpAddr::from([10, 0, 0, 7])).with([]);
        assert!(any.allow("desk.campus.example"));
    }

    #[test]
    fn a_server_for_other_machines_accepts_every_name() {
        assert!(Hosts::for_listener(IpAddr::from([10, 0, 0, 7])).allow("desk.campus.example"));
    }
}
