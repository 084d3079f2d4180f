//! A hub with pages, and the browsers of people.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use api::{CurrentTokens, Hosts, Stopping, Tokens};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use browser::{BrowserPages, Proxies};
use chrono::{DateTime, TimeDelta, Utc};
use classifier::Classifier;
use desk::{Clock, Desk};
use scraper::{Html, Selector};
use store::MemoryStore;
use tower::ServiceExt;

/// A clock that a test sets.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl TestClock {
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

/// A hub with pages.
pub struct Site {
    pub router: Router,
    pub desk: Desk,
    pub tokens: CurrentTokens,
    pub clock: TestClock,
}

/// Different keys for each kind of caller.
pub fn tokens(helpdesk: &str) -> Tokens {
    let tokens = Tokens::new(&"u".repeat(32), helpdesk, &"s".repeat(32)).unwrap();
    tokens.with_cookie_secrets(vec!["c".repeat(32)]).unwrap()
}

pub const KEY: &str = "the-key-of-the-helpdesk";

impl Site {
    /// A hub whose pages are also for the helpdesk.
    pub fn open() -> Self {
        Self::with(|_| ())
    }

    /// A hub with other settings.
    pub fn with(change: impl FnOnce(&mut BrowserPages)) -> Self {
        let clock = TestClock(Arc::new(Mutex::new(Utc::now())));
        let store = Arc::new(MemoryStore::new());
        let desk = Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(clock.clone()));
        let tokens = CurrentTokens::from(tokens(KEY));
        let mut pages = BrowserPages {
            desk: desk.clone(),
            tokens: tokens.clone(),
            hosts: Hosts::any().with(["desk.uni.example".to_owned()]),
            helpdesk: true,
            zone: None,
            shared: false,
            proxies: Proxies::default(),
            analyses: None,
            stopping: Stopping::never(),
        };
        change(&mut pages);
        Self {
            router: browser::router(pages),
            desk,
            tokens,
            clock,
        }
    }

    /// The browser of a person who comes for the first time.
    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            address: "192.0.2.7:50000".parse().unwrap(),
            role: None,
        }
    }
}

/// The browser of a person: it has cookies, and sends what browsers send.
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    pub address: SocketAddr,
    /// The role that the page on screen was made for.
    pub role: Option<&'static str>,
}

/// What a browser got.
pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// The number of bytes on the wire.
    pub size: usize,
}

impl Browser {
    /// Sends a form from a page of the hub.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Got {
        let request = self.request(Method::POST, path);
        self.send(request.header("sec-fetch-site", "same-origin"), form(fields))
            .await
    }

    /// Opens an address.
    pub async fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Got {
        let mut request = self.request(Method::GET, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, String::new()).await
    }

    /// A request with what every request of a browser has.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "desk.uni.example")
            .header("content-type", "application/x-www-form-urlencoded")
            .extension(ConnectInfo(self.address));
        for (name, value) in &self.cookies {
            request = request.header("cookie", format!("{name}={value}"));
        }
        if let Some(role) = self.role {
            request = request.header("campus-desk-role", role);
        }
        request
    }

    /// Sends a request, and keeps the cookies of the answer.
    pub async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Got {
        let answer = self.answer(request, body).await;
        let (parts, body) = answer.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            self.keep(cookie.to_str().unwrap());
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Got {
            status: parts.status,
            headers: parts.headers,
            size: bytes.len(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The answer whose body was not read yet.
    pub async fn answer(&self, request: axum::http::request::Builder, body: String) -> Response {
        let request = request.body(Body::from(body)).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once("; ").unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if attributes.ends_with("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Reports a problem; returns the id of the ticket.
    pub async fn report(&mut self, description: &str) -> String {
        let page = self.post("/home", &[]).await;
        let (command, ticket) = (page.value("command"), page.value("ticket"));
        let form = [
            ("command", &*command),
            ("ticket", &ticket),
            ("description", description),
        ];
        let got = self.post("/report_ticket", &form).await;
        assert!(got.has(".reported"), "{}", got.text);
        ticket
    }

    /// Enters the key of the helpdesk.
    pub async fn enter(&mut self, key: &str) -> Got {
        self.post("/helpdesk_key", &[("key", key)]).await
    }
}

impl Got {
    /// Whether the fragment has such an element.
    pub fn has(&self, selector: &str) -> bool {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_fragment(&self.text)
            .select(&selector)
            .next()
            .is_some()
    }

    /// The value of the first field of this name.
    pub fn value(&self, name: &str) -> String {
        let selector = Selector::parse(&format!("[name={name}]")).unwrap();
        let page = Html::parse_fragment(&self.text);
        let field = page.select(&selector).next().expect("a field of this name");
        field.attr("value").expect("a value").to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Fields as a browser writes them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| -> String {
        let bytes = text.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        });
        bytes.collect()
    };
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name).replace("%5F", "_"), encode(value)))
        .collect();
    fields.join("&")
}
