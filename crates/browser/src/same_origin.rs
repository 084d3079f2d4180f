//! Protects what changes something from the pages of other sites (CSRF).
//!
//! A browser says in `Sec-Fetch-Site` which page sent a request; a page cannot set this header. Browsers from before 2023 do
//! not send it: then `Origin` must name the host of the request. A request with neither is not from a page.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Middleware that rejects requests of other sites, unless they only read.
pub async fn require_same_origin(request: Request, next: Next) -> Response {
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if only_reads || is_same_origin(request.headers()) {
        next.run(request).await
    } else {
        let reason = "this request was not sent by a page of Campus Desk";
        (StatusCode::FORBIDDEN, reason).into_response()
    }
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = text(HOST.as_str()).unwrap_or_default();
    let origin = text(ORIGIN.as_str()).unwrap_or_default();
    let named = origin
        .strip_prefix("https://")
        .or(origin.strip_prefix("http://"))
        .unwrap_or_default();
    !host.is_empty() && without_default_port(named).eq_ignore_ascii_case(without_default_port(host))
}

/// `Origin` leaves out the port of the scheme; a proxy may write it into `Host`.
fn without_default_port(host: &str) -> &str {
    host.strip_suffix(":443")
        .or(host.strip_suffix(":80"))
        .unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn what_the_browser_says_about_the_sender_counts_more_than_the_origin() {
        let own = ("origin", "https://desk.uni.example");
        for (site, allowed) in [
            ("same-origin", true),
            ("same-site", false),
            ("cross-site", false),
            ("none", false),
        ] {
            let sent = headers(&[("host", "desk.uni.example"), own, ("sec-fetch-site", site)]);
            assert_eq!(is_same_origin(&sent), allowed, "{site}");
        }
    }

    #[test]
    fn an_older_browser_names_the_host_of_the_request_as_the_origin() {
        for (origin, host, allowed) in [
            ("https://desk.uni.example", "desk.uni.example", true),
            ("https://DESK.uni.example", "desk.uni.example:443", true),
            ("http://localhost:8080", "localhost:8080", true),
            ("https://desk.uni.example:8443", "desk.uni.example", false),
            ("https://desk.uni.example.evil.example", "desk.uni.example", false),
            ("https://evil.example", "desk.uni.example", false),
            ("null", "desk.uni.example", false),
            ("", "", false),
        ] {
            let sent = headers(&[("origin", origin), ("host", host)]);
            assert_eq!(is_same_origin(&sent), allowed, "{origin} to {host}");
        }
        assert!(!is_same_origin(&headers(&[("host", "desk.uni.example")])));
    }
}
