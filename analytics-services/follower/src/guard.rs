//! Checks each request: its `Host` header must name this service, and its bearer must be the secret, if there is one.
//!
//! A web page in a browser can send requests to a port of this machine under a host name that the page controls (DNS
//! rebinding). The `Host` header then contains that name, and the request is rejected.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::Response;
use subtle::ConstantTimeEq;

use crate::problem::Problem;

/// What a request must contain.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub address: SocketAddr,
    pub secret: Option<String>,
}

/// The middleware.
pub(crate) async fn check(
    State(guard): State<Guard>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    guard.check(request.headers())?;
    Ok(next.run(request).await)
}

impl Guard {
    fn check(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let header = |name| headers.get(name)?.to_str().ok();
        if !self.allows_host(header(HOST)) {
            return Err(Problem::wrong_host());
        }
        if !self.allows_bearer(header(AUTHORIZATION)) {
            return Err(Problem::wrong_secret());
        }
        Ok(())
    }

    fn allows_host(&self, host: Option<&str>) -> bool {
        // A service on another address can have any host name.
        if !self.address.ip().is_loopback() {
            return true;
        }
        let Some(host) = host.and_then(|host| host.parse::<Authority>().ok()) else {
            return false;
        };
        host.port_u16().unwrap_or(80) == self.address.port() && is_loopback(host.host())
    }

    fn allows_bearer(&self, authorization: Option<&str>) -> bool {
        let Some(secret) = &self.secret else {
            return true;
        };
        let credentials = authorization.and_then(|value| value.split_once(' '));
        // In constant time, so that the time does not reveal how many bytes are right.
        let is_secret = |bearer: &str| bool::from(bearer.as_bytes().ct_eq(secret.as_bytes()));
        credentials.is_some_and(|(scheme, bearer)| scheme.eq_ignore_ascii_case("bearer") && is_secret(bearer))
    }
}

fn is_loopback(host: &str) -> bool {
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    let literal = literal.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || literal.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(address: &str) -> Guard {
        Guard {
            address: address.parse().expect("an address"),
            secret: Some("s3cret".into()),
        }
    }

    #[test]
    fn only_loopback_names_with_the_right_port_are_allowed() {
        let guard = guard("127.0.0.1:4711");
        for host in ["127.0.0.1:4711", "localhost:4711", "LOCALHOST:4711", "[::1]:4711"] {
            assert!(guard.allows_host(Some(host)), "{host}");
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:4712",
            "evil.example:4711",
            "localhost.evil.example:4711",
            "10.0.0.1:4711",
            "",
            "user@127.0.0.1.evil:4711",
            "127.0.0.1:4711:4711",
        ] {
            assert!(!guard.allows_host(Some(host)), "{host}");
        }
        assert!(!guard.allows_host(None));
    }

    #[test]
    fn every_host_is_allowed_on_another_address() {
        assert!(guard("10.0.0.1:4711").allows_host(Some("desk.campus.example")));
    }

    #[test]
    fn only_the_secret_as_bearer_is_allowed() {
        let guard = guard("127.0.0.1:4711");
        assert!(guard.allows_bearer(Some("Bearer s3cret")));
        for authorization in [
            None,
            Some("s3cret"),
            Some("Basic s3cret"),
            Some("Bearer s3creT"),
            Some("Bearer s3cret1"),
            Some("Bearer "),
        ] {
            assert!(!guard.allows_bearer(authorization), "{authorization:?}");
        }
    }
}
