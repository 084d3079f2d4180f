//! Who may ask: only those who know this address and, where there is one, the secret.
//!
//! A web page that a browser shows can send requests to a port of this machine under a name that it
//! controls; the `Host` header then carries that name, and is refused.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::Problem;

/// What a request must show.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub address: SocketAddr,
    pub secret: Option<String>,
}

/// Lets a request through, or refuses it.
pub(crate) async fn admit(
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
        if !self.knows_host(header(HOST)) {
            return Err(Problem::foreign_host());
        }
        if !self.knows_bearer(header(AUTHORIZATION)) {
            return Err(Problem::wrong_secret());
        }
        Ok(())
    }

    fn knows_host(&self, host: Option<&str>) -> bool {
        // Whoever listens on another address is reached under names that can't be known here.
        if !self.address.ip().is_loopback() {
            return true;
        }
        let Some(host) = host.and_then(|host| host.parse::<Authority>().ok()) else {
            return false;
        };
        host.port_u16().unwrap_or(80) == self.address.port() && is_loopback(host.host())
    }

    fn knows_bearer(&self, authorization: Option<&str>) -> bool {
        let Some(secret) = &self.secret else {
            return true;
        };
        let shown = authorization.and_then(|value| value.split_once(' '));
        shown.is_some_and(|(scheme, shown)| scheme.eq_ignore_ascii_case("bearer") && same(shown, secret))
    }
}

fn is_loopback(host: &str) -> bool {
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    let literal = literal.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || literal.is_ok_and(|address| address.is_loopback())
}

/// Compares all bytes, so that the time it takes does not tell how many are right.
fn same(shown: &str, secret: &str) -> bool {
    let pairs = shown.bytes().zip(secret.bytes());
    shown.len() == secret.len() && pairs.fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
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
    fn only_this_machine_and_this_port_is_the_host() {
        let guard = guard("127.0.0.1:4711");
        for host in ["127.0.0.1:4711", "localhost:4711", "LOCALHOST:4711", "[::1]:4711"] {
            assert!(guard.knows_host(Some(host)), "{host}");
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
            assert!(!guard.knows_host(Some(host)), "{host}");
        }
        assert!(!guard.knows_host(None));
    }

    #[test]
    fn whoever_listens_elsewhere_is_reached_by_any_name() {
        assert!(guard("10.0.0.1:4711").knows_host(Some("desk.campus.example")));
    }

    #[test]
    fn the_secret_is_shown_as_bearer() {
        let guard = guard("127.0.0.1:4711");
        assert!(guard.knows_bearer(Some("Bearer s3cret")));
        for shown in [
            None,
            Some("s3cret"),
            Some("Basic s3cret"),
            Some("Bearer s3creT"),
            Some("Bearer s3cret1"),
            Some("Bearer "),
        ] {
            assert!(!guard.knows_bearer(shown), "{shown:?}");
        }
    }
}
