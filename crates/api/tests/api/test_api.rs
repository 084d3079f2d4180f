//! A desk in memory, with its API on a free port.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;

use api::{Concurrency, Devices, Hosts, Limits, Options, Tokens};
use axum::Router;
use classifier::Classifier;
use desk::{Desk, SystemClock};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use store::Store;
use tickets::{CommandId, Status};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use wire::{Client, ClientError, NewMessage, NewTicket, Ticket};

use crate::new_store;

pub struct TestApi {
    pub address: SocketAddr,
    pub desk: Desk,
    pub server: JoinHandle<()>,
    pub devices: Devices,
    tokens: Tokens,
}

/// Opens an empty desk, and serves it until the test ends.
pub async fn test_api() -> TestApi {
    test_api_with(Limits::default(), pending()).await
}

/// Serves an empty desk with other limits until `stop` completes.
pub async fn test_api_with(limits: Limits, stop: impl Future<Output = ()> + Send + 'static) -> TestApi {
    start(new_store(), limits, Options::default(), stop).await
}

/// Serves an empty desk with other bounds.
pub async fn test_api_bounded(bounds: Concurrency) -> TestApi {
    let options = Options {
        bounds,
        ..Options::default()
    };
    start(new_store(), Limits::default(), options, pending()).await
}

/// Serves an empty desk with other options until `stop` completes.
pub async fn test_api_of(options: Options, stop: impl Future<Output = ()> + Send + 'static) -> TestApi {
    start(new_store(), Limits::default(), options, stop).await
}

/// Serves a desk in a store.
pub async fn test_api_over(store: Arc<dyn Store>) -> TestApi {
    start(store, Limits::default(), Options::default(), pending()).await
}

/// Serves an empty desk with other routes: `change` gets those of the API.
pub async fn test_api_with_routes(change: impl FnOnce(Router) -> Router) -> TestApi {
    start_with(
        new_store(),
        Limits::default(),
        Options::default(),
        pending(),
        change,
    )
    .await
}

async fn start(
    store: Arc<dyn Store>,
    limits: Limits,
    options: Options,
    stop: impl Future<Output = ()> + Send + 'static,
) -> TestApi {
    start_with(store, limits, options, stop, |routes| routes).await
}

async fn start_with(
    store: Arc<dyn Store>,
    limits: Limits,
    options: Options,
    stop: impl Future<Output = ()> + Send + 'static,
    change: impl FnOnce(Router) -> Router,
) -> TestApi {
    let desk = Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock));
    let tokens = Tokens::random();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let devices = options.devices.clone();
    let router = change(api::router_with(
        desk.clone(),
        tokens.clone(),
        Hosts::loopback(),
        options,
    ));
    let server = tokio::spawn(api::serve(listener, router, limits, stop));
    TestApi {
        address,
        desk,
        server,
        devices,
        tokens,
    }
}

impl TestApi {
    pub fn user(&self) -> Client {
        self.client(self.tokens.user())
    }

    pub fn helpdesk(&self) -> Client {
        self.client(self.tokens.helpdesk())
    }

    pub fn service(&self) -> Client {
        self.client(self.tokens.service())
    }

    fn client(&self, token: &str) -> Client {
        Client::new(&format!("http://{}", self.address), token).expect("a client")
    }

    /// A request with the token of `user`, `helpdesk` or `service`; any other text is sent as the token.
    pub fn request(&self, who: &str, method: Method, path: &str) -> RequestBuilder {
        let http = wire::http::client().build().expect("a client");
        self.request_of(&http, who, method, path)
    }

    /// A request of another HTTP client.
    pub fn request_of(
        &self,
        http: &reqwest::Client,
        who: &str,
        method: Method,
        path: &str,
    ) -> RequestBuilder {
        let token = match who {
            "user" => self.tokens.user(),
            "helpdesk" => self.tokens.helpdesk(),
            "service" => self.tokens.service(),
            other => other,
        };
        http.request(method, format!("http://{}/api/v1/{path}", self.address))
            .bearer_auth(token)
    }

    /// The bytes of a GET request with the token of `service`.
    pub fn raw_request(&self, path: &str) -> String {
        let token = self.tokens.service();
        format!("GET /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n")
    }

    pub async fn get(&self, who: &str, path: &str) -> Response {
        self.request(who, Method::GET, path)
            .send()
            .await
            .expect("a response")
    }

    /// Reports a stuck lift as a user.
    pub async fn stuck_lift(&self) -> Ticket {
        let new = NewTicket {
            description: "The lift in hall B is stuck between two floors".to_owned(),
            place: Some("Hall B".to_owned()),
            ..NewTicket::default()
        };
        self.user()
            .report(CommandId::new(), &new)
            .await
            .expect("the report is accepted")
    }

    /// Reports, starts and closes a ticket.
    pub async fn closed_ticket(&self) -> Ticket {
        let ticket = self.stuck_lift().await;
        let helpdesk = self.helpdesk();
        for status in [Status::Active, Status::Closed] {
            helpdesk
                .set_status(CommandId::new(), ticket.id, status)
                .await
                .expect("the status changes");
        }
        helpdesk.ticket(ticket.id).await.expect("the ticket is readable")
    }
}

pub fn message(body: &str) -> NewMessage {
    NewMessage {
        body: body.to_owned(),
        name: None,
    }
}

/// Checks that the response is a valid problem with this status. Returns the problem.
pub async fn problem(response: Response, status: u16) -> Value {
    let (is, kind) = (
        response.status().as_u16(),
        response.headers().get("content-type").cloned(),
    );
    let body = response.text().await.expect("a body");
    assert_eq!(is, status, "{body}");
    assert_eq!(kind.expect("a content type"), "application/problem+json");
    let problem: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(problem["status"], status);
    assert!(!problem["detail"].as_str().expect("a detail").is_empty());
    problem
}

/// The status, the detail and the ticket of a refusal.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> (u16, String, Option<Ticket>) {
    match answer {
        Err(ClientError::Refused {
            status,
            detail,
            ticket,
            ..
        }) => (status, detail, ticket.map(|ticket| *ticket)),
        other => panic!("expected a refusal, got {other:?}"),
    }
}
