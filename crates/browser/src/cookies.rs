//! Cookies: read from a request, and set by an answer.
//!
//! Their names begin with `__Host-`: a browser accepts such a cookie only over HTTPS, from the host itself, and sends it to
//! no other. Scripts cannot read them, and requests that another site causes do not carry them.

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// The beginning of the names of all cookies of a hub.
const PREFIX: &str = "__Host-desk-";

/// The cookies of a request, without the prefix of their names.
#[derive(Debug, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// The hub's cookies among these headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(COOKIE).iter();
        let pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'));
        let own = pairs.filter_map(|pair| pair.trim().strip_prefix(PREFIX)?.split_once('='));
        Self(
            own.map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// The value of a cookie.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// All cookies: name and value.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// How long a browser keeps a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the browser is closed.
    Session,
    /// For this long.
    For(Duration),
    /// It is deleted now.
    Over,
}

/// A cookie that an answer sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    /// Its name, without the prefix.
    pub name: String,
    /// Its value: letters, digits, `-`, `_` and `.`.
    pub value: String,
    /// How long it stays.
    pub lifetime: Lifetime,
}

impl SetCookie {
    /// The cookie that deletes the one of this name.
    pub fn delete(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: String::new(),
            lifetime: Lifetime::Over,
        }
    }

    /// The value of the header `Set-Cookie`.
    pub fn header(&self) -> Option<HeaderValue> {
        let Self {
            name,
            value,
            lifetime,
        } = self;
        let age = match lifetime {
            Lifetime::Session => String::new(),
            Lifetime::For(time) => format!("; Max-Age={}", time.as_secs()),
            Lifetime::Over => "; Max-Age=0".to_owned(),
        };
        let text = format!("{PREFIX}{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}");
        HeaderValue::try_from(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hubs_own_cookies_are_read() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "other=1; __Host-desk-a=x.y; desk-b=2".parse().unwrap());
        headers.append(COOKIE, "__Host-desk-c=".parse().unwrap());
        let cookies = Cookies::of(&headers);
        assert_eq!(cookies.all().collect::<Vec<_>>(), [("a", "x.y"), ("c", "")]);
        assert_eq!((cookies.get("a"), cookies.get("b")), (Some("x.y"), None));
    }

    #[test]
    fn a_cookie_is_for_this_host_over_https_and_not_for_scripts() {
        let cookie = |lifetime| SetCookie {
            name: "a".to_owned(),
            value: "x".to_owned(),
            lifetime,
        };
        let attributes = "__Host-desk-a=x; Path=/; Secure; HttpOnly; SameSite=Strict";
        let text = |lifetime| cookie(lifetime).header().unwrap().to_str().unwrap().to_owned();
        assert_eq!(text(Lifetime::Session), attributes);
        assert_eq!(
            text(Lifetime::For(Duration::from_secs(60))),
            format!("{attributes}; Max-Age=60")
        );
        let deleted = SetCookie::delete("a").header().unwrap();
        assert!(deleted.to_str().unwrap().ends_with("; Max-Age=0"));
    }
}
