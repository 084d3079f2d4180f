//! The address of a browser, also behind a proxy.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::state::Browsers;

/// The proxies in front of the hub. What they write into `X-Forwarded-For` counts; from any other address, the header is
/// ignored.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// The addresses from which proxies connect to the hub.
    pub addresses: Vec<IpAddr>,
    /// Whether a proxy on the hub's own computer connects over loopback.
    pub loopback: bool,
}

impl Proxies {
    fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        (self.loopback && address.is_loopback()) || self.addresses.contains(&address)
    }

    /// The address from which the request came to the first of these proxies; that of the connection without a proxy.
    fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let named = headers.get_all("x-forwarded-for").iter();
        let named = named.filter_map(|value| value.to_str().ok());
        let mut addresses: Vec<&str> = named.flat_map(|value| value.split(',')).map(str::trim).collect();
        let mut origin = peer.to_canonical();
        // Each proxy adds the address that it saw at the end. What a browser wrote is before it.
        while self.contain(origin) {
            match addresses.pop().map(str::parse::<IpAddr>) {
                Some(Ok(before)) => origin = before.to_canonical(),
                Some(Err(_)) | None => break,
            }
        }
        origin
    }
}

/// The address of the browser that sent a request.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub IpAddr);

impl FromRequestParts<Browsers> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, browsers: &Browsers) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        Ok(Self(browsers.proxies.origin(peer, &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(proxies: &Proxies, peer: &str, forwarded: &str) -> String {
        let headers = [("x-forwarded-for".parse().unwrap(), forwarded.parse().unwrap())];
        proxies
            .origin(peer.parse().unwrap(), &headers.into_iter().collect())
            .to_string()
    }

    #[test]
    fn the_word_of_a_proxy_counts_and_that_of_a_browser_does_not() {
        let proxies = Proxies {
            addresses: vec!["10.0.0.2".parse().unwrap()],
            loopback: true,
        };
        for (peer, forwarded, expected) in [
            ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
            ("::ffff:127.0.0.1", "192.0.2.7", "192.0.2.7"),
            ("127.0.0.1", "192.0.2.66, 192.0.2.7", "192.0.2.7"),
            ("127.0.0.1", "192.0.2.7, 10.0.0.2", "192.0.2.7"),
            ("127.0.0.1", "nonsense", "127.0.0.1"),
            ("127.0.0.1", "", "127.0.0.1"),
            ("192.0.2.9", "192.0.2.7", "192.0.2.9"),
        ] {
            assert_eq!(
                origin(&proxies, peer, forwarded),
                expected,
                "{peer} with {forwarded:?}"
            );
        }
        assert_eq!(origin(&Proxies::default(), "127.0.0.1", "192.0.2.7"), "127.0.0.1");
    }
}
