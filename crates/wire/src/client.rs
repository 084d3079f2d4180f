//! The typed client of the API.

pub mod http;
mod sync;
mod untrusted;

use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tickets::{Category, CommandId, Status};
use uuid::Uuid;

pub use sync::Synced;
use untrusted::is_untrusted;

use crate::{
    CategoryChange, Changes, Facts, FeedQuery, Health, ListQuery, Message, Messages, MessagesQuery,
    NewMessage, NewTicket, Problem, RepeatedThenClosed, StatusChange, Ticket, TicketEdit, Tickets,
};

/// The timeout of a request, in addition to its own `wait`.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A client of one desk's API with one token. A ticket is identified by its id or number.
///
/// A method that changes something takes the id of its command: call it again with the same id until it is answered.
#[derive(Clone, Debug)]
pub struct Client {
    base: String,
    token: String,
    http: reqwest::Client,
}

/// Why a request failed.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The API could not be reached, or its answer was not the expected JSON.
    #[error("the API could not be reached: {0}")]
    Unreachable(#[from] reqwest::Error),
    /// The answer is not what the route answers with.
    #[error("the answer of the API cannot be read: {0}")]
    Unreadable(String),
    /// The answer is one of the API, but this version of the program can never use it.
    #[error("the answer of the API cannot be used: {0}")]
    Unusable(String),
    /// The command was accepted before, and its ticket has been closed since, so that a user no longer sees the ticket.
    #[error("this was received, and the ticket has been closed since")]
    RepeatedThenClosed(RepeatedThenClosed),
    /// The API answered with an error.
    #[error("the API answered {status}: {detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// When to send the request again, if the hub says so.
        retry_after: Option<Duration>,
        /// The cause, and what to do.
        detail: String,
        /// The current ticket, if its state does not allow the request.
        ticket: Option<Box<Ticket>>,
    },
}

impl ClientError {
    /// Whether the server's certificate is not trusted: it is of an unknown authority, for another name, or expired.
    #[must_use]
    pub fn is_untrusted(&self) -> bool {
        matches!(self, Self::Unreachable(error) if is_untrusted(error))
    }

    /// Whether a complete answer is not what the route answers with, for example the page of a network's login. An answer that
    /// broke off is none.
    #[must_use]
    pub fn is_no_answer_of_the_api(&self) -> bool {
        match self {
            Self::Unreadable(_) => true,
            Self::Unreachable(error) => {
                let cause = std::error::Error::source(error);
                error.is_decode() && cause.is_some_and(|cause| cause.is::<serde_json::Error>())
            }
            Self::Unusable(_) | Self::RepeatedThenClosed(_) | Self::Refused { .. } => false,
        }
    }
}

impl Client {
    /// Creates a client of the API at the URL `base` (without `/api/v1`).
    pub fn new(base: &str, token: &str) -> Result<Self, ClientError> {
        Ok(Self::with(base, token, http::client().build()?))
    }

    /// Creates a laptop's client of its hub. Over TLS, it trusts the authorities of the system, and those in `authorities`
    /// (PEM) in addition.
    pub fn of_hub(base: &str, token: &str, authorities: Option<&[u8]>) -> Result<Self, ClientError> {
        Ok(Self::with(base, token, http::laptop(authorities)?.build()?))
    }

    fn with(base: &str, token: &str, http: reqwest::Client) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
            http,
        }
    }

    /// `GET /tickets`: lists one page of tickets, newest first.
    pub async fn tickets(&self, query: &ListQuery) -> Result<Tickets, ClientError> {
        self.send(self.request(Method::GET, "tickets").query(query)).await
    }

    /// `POST /tickets`: reports a problem.
    pub async fn report(&self, id: CommandId, new: &NewTicket) -> Result<Ticket, ClientError> {
        self.command(Method::POST, "tickets", id, new).await
    }

    /// `GET /tickets/{id}`: reads a ticket.
    pub async fn ticket(&self, ticket: impl ToString) -> Result<Ticket, ClientError> {
        self.send(self.request(Method::GET, &format!("tickets/{}", ticket.to_string())))
            .await
    }

    /// `PATCH /tickets/{id}`: modifies description or place.
    pub async fn modify(
        &self,
        id: CommandId,
        ticket: impl ToString,
        edit: &TicketEdit,
    ) -> Result<Ticket, ClientError> {
        self.command(
            Method::PATCH,
            &format!("tickets/{}", ticket.to_string()),
            id,
            edit,
        )
        .await
    }

    /// `PUT /tickets/{id}/status`: starts a ticket (active) or closes it (closed).
    pub async fn set_status(
        &self,
        id: CommandId,
        ticket: impl ToString,
        status: Status,
    ) -> Result<Ticket, ClientError> {
        let path = format!("tickets/{}/status", ticket.to_string());
        self.command(Method::PUT, &path, id, &StatusChange { status })
            .await
    }

    /// `PUT /tickets/{id}/category`: corrects or confirms the category.
    pub async fn set_category(
        &self,
        id: CommandId,
        ticket: impl ToString,
        category: Category,
    ) -> Result<Ticket, ClientError> {
        let path = format!("tickets/{}/category", ticket.to_string());
        self.command(Method::PUT, &path, id, &CategoryChange { category })
            .await
    }

    /// `GET /tickets/{id}/messages`: lists the last 50 messages, oldest first.
    pub async fn messages(&self, ticket: impl ToString) -> Result<Messages, ClientError> {
        self.some_messages(ticket, &MessagesQuery::default()).await
    }

    /// `GET /tickets/{id}/messages`: lists a part of the thread, oldest first.
    pub async fn some_messages(
        &self,
        ticket: impl ToString,
        query: &MessagesQuery,
    ) -> Result<Messages, ClientError> {
        let path = format!("tickets/{}/messages", ticket.to_string());
        self.send(self.request(Method::GET, &path).query(query)).await
    }

    /// `POST /tickets/{id}/messages`: adds a message.
    pub async fn write(
        &self,
        id: CommandId,
        ticket: impl ToString,
        new: &NewMessage,
    ) -> Result<Message, ClientError> {
        let path = format!("tickets/{}/messages", ticket.to_string());
        self.command(Method::POST, &path, id, new).await
    }

    /// `GET /changes`: reads the feed after the position `after`, at most `limit` positions; waits up to `wait` for a change.
    pub async fn changes(&self, after: u64, limit: usize, wait: Duration) -> Result<Changes, ClientError> {
        self.feed("changes", after, None, limit, wait).await
    }

    /// `GET /changes` after a position with a mark. A `mark` that the desk does not have at `after` is refused with status
    /// 409.
    pub async fn changes_at(
        &self,
        after: u64,
        mark: Option<Uuid>,
        limit: usize,
        wait: Duration,
    ) -> Result<Changes, ClientError> {
        self.feed("changes", after, mark, limit, wait).await
    }

    /// `GET /facts`: reads the feed of facts; the arguments are those of [`changes`](Self::changes).
    pub async fn facts(&self, after: u64, limit: usize, wait: Duration) -> Result<Facts, ClientError> {
        self.feed("facts", after, None, limit, wait).await
    }

    /// `GET /facts` into a type of the caller's, for callers that accept more than [`Facts`] does. A `mark` that the desk
    /// does not have at `after` is refused with status 409.
    pub async fn facts_as<T: DeserializeOwned>(
        &self,
        after: u64,
        mark: Option<Uuid>,
        limit: usize,
        wait: Duration,
    ) -> Result<T, ClientError> {
        self.feed("facts", after, mark, limit, wait).await
    }

    /// `GET /health`: reads the state of the desk.
    pub async fn health(&self) -> Result<Health, ClientError> {
        self.send(self.request(Method::GET, "health")).await
    }

    async fn feed<T: DeserializeOwned>(
        &self,
        path: &str,
        after: u64,
        mark: Option<Uuid>,
        limit: usize,
        wait: Duration,
    ) -> Result<T, ClientError> {
        let query = FeedQuery {
            after: Some(after),
            mark,
            limit: u32::try_from(limit).ok(),
            wait: u32::try_from(wait.as_secs()).ok(),
        };
        let request = self.request(Method::GET, path).query(&query);
        self.send(request.timeout(wait + TIMEOUT)).await
    }

    async fn command<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        id: CommandId,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let request = self
            .request(method, path)
            .header("Idempotency-Key", id.to_string());
        match self.send(request.json(body)).await? {
            CommandAnswer::Done(answer) => Ok(answer),
            CommandAnswer::Closed(closed) => Err(ClientError::RepeatedThenClosed(closed)),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/api/v1/{path}", self.base))
            .bearer_auth(&self.token)
            .timeout(TIMEOUT)
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ClientError> {
        let answer = request.send().await?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer.json().await?);
        }
        let retry_after = retry_after(&answer);
        Err(refused(status.as_u16(), retry_after, &answer.text().await?))
    }
}

/// The answer to an accepted command.
#[derive(Deserialize)]
#[serde(untagged)]
enum CommandAnswer<T> {
    Closed(RepeatedThenClosed),
    Done(T),
}

/// The header `Retry-After`, in seconds.
fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    seconds.parse().ok().map(Duration::from_secs)
}

fn refused(status: u16, retry_after: Option<Duration>, body: &str) -> ClientError {
    let problem = serde_json::from_str::<Problem>(body).ok();
    let (detail, ticket) = match problem {
        Some(problem) => (problem.detail, problem.ticket),
        None => (body.to_owned(), None),
    };
    ClientError::Refused {
        status,
        retry_after,
        detail,
        ticket,
    }
}
