//! The pages that the window shows: the application's own, and nothing else.
//!
//! No page links to the outside, so a navigation to another address is a mistake or an attack (a dropped link, injected
//! HTML). It is refused, and the window stays as it is.

use tauri::Url;

/// Whether the window may navigate to this address. The scheme depends on the system: `tauri://localhost`, or on Windows
/// `http://tauri.localhost`.
pub fn is_own_page(url: &Url) -> bool {
    let own = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        // What a web view shows before it has loaded a page.
        "about" => url.path() == "blank",
        _ => false,
    };
    if !own {
        refuse(url);
    }
    own
}

/// Logs an address that the window does not open. Its path and query may contain anything and stay out of the log.
pub fn refuse(url: &Url) {
    tracing::warn!(
        scheme = url.scheme(),
        host = url.host_str(),
        "the window opens only its own pages"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_navigates_only_to_its_own_pages() {
        let is_own = |url: &str| is_own_page(&url.parse().unwrap());
        for own in [
            "tauri://localhost",
            "tauri://localhost/index.html",
            "http://tauri.localhost/",
            "https://tauri.localhost/index.html",
            "about:blank",
        ] {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "https://example.org/",
            "http://localhost/",
            "http://127.0.0.1:8080/api/v1/tickets",
            "tauri://example.org/",
            "https://tauri.localhost.example.org/",
            "http://tauri.localhost:8080/",
            "http://tauri.localhost@example.org/",
            "file:///etc/passwd",
            "data:text/html,<p>Hello",
            "javascript:alert(1)",
            "about:srcdoc",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }
}
