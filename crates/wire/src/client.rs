//! The typed client.

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use tickets::{Category, CommandId, Status};

use crate::{
    CategoryChange, Changes, Facts, FeedQuery, Health, ListQuery, Message, Messages, NewMessage, NewTicket,
    Problem, StatusChange, Ticket, TicketEdit, Tickets,
};

/// How long an answer may take, beyond what the request itself asks to wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks one desk's API, with one token. A ticket is named by its id or by its number.
#[derive(Clone, Debug)]
pub struct Client {
    base: String,
    token: String,
    http: reqwest::Client,
}

/// Why the API gave no answer.
#[derive(Debug, Error)]
pub enum ClientError {
    /// It could not be reached, or its answer was no JSON of the expected form.
    #[error("the API could not be reached: {0}")]
    Unreachable(#[from] reqwest::Error),
    /// It answered with an error.
    #[error("the API answered {status}: {detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its explanation.
        detail: String,
        /// The ticket as it is now, if that stands against the request.
        ticket: Option<Box<Ticket>>,
    },
}

impl Client {
    /// A client of the API at `base` (its address without `/api/v1`).
    ///
    /// # Errors
    /// [`ClientError::Unreachable`] if the HTTP client cannot be set up.
    pub fn new(base: &str, token: &str) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self {
            base: base.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
            http,
        })
    }

    /// `GET /tickets`: one page of the list, newest first.
    ///
    /// # Errors
    /// [`ClientError`] if there was no such answer.
    pub async fn tickets(&self, query: &ListQuery) -> Result<Tickets, ClientError> {
        self.send(self.ask(Method::GET, "tickets").query(query)).await
    }

    /// `POST /tickets`: reports a problem.
    ///
    /// # Errors
    /// [`ClientError`] if it was not acknowledged.
    pub async fn report(&self, id: CommandId, new: &NewTicket) -> Result<Ticket, ClientError> {
        self.give(Method::POST, "tickets", id, new).await
    }

    /// `GET /tickets/{id}`.
    ///
    /// # Errors
    /// [`ClientError`] if there was no such answer.
    pub async fn ticket(&self, ticket: impl ToString) -> Result<Ticket, ClientError> {
        self.send(self.ask(Method::GET, &format!("tickets/{}", ticket.to_string())))
            .await
    }

    /// `PATCH /tickets/{id}`: modifies description or place.
    ///
    /// # Errors
    /// [`ClientError`] if it was not acknowledged.
    pub async fn modify(
        &self,
        id: CommandId,
        ticket: impl ToString,
        edit: &TicketEdit,
    ) -> Result<Ticket, ClientError> {
        self.give(
            Method::PATCH,
            &format!("tickets/{}", ticket.to_string()),
            id,
            edit,
        )
        .await
    }

    /// `PUT /tickets/{id}/status`: takes it on (active) or finishes it (closed).
    ///
    /// # Errors
    /// [`ClientError`] if it was not acknowledged.
    pub async fn set_status(
        &self,
        id: CommandId,
        ticket: impl ToString,
        status: Status,
    ) -> Result<Ticket, ClientError> {
        let path = format!("tickets/{}/status", ticket.to_string());
        self.give(Method::PUT, &path, id, &StatusChange { status }).await
    }

    /// `PUT /tickets/{id}/category`: corrects or confirms the category.
    ///
    /// # Errors
    /// [`ClientError`] if it was not acknowledged.
    pub async fn set_category(
        &self,
        id: CommandId,
        ticket: impl ToString,
        category: Category,
    ) -> Result<Ticket, ClientError> {
        let path = format!("tickets/{}/category", ticket.to_string());
        self.give(Method::PUT, &path, id, &CategoryChange { category })
            .await
    }

    /// `GET /tickets/{id}/messages`: the thread, oldest first.
    ///
    /// # Errors
    /// [`ClientError`] if there was no such answer.
    pub async fn messages(&self, ticket: impl ToString) -> Result<Messages, ClientError> {
        self.send(self.ask(Method::GET, &format!("tickets/{}/messages", ticket.to_string())))
            .await
    }

    /// `POST /tickets/{id}/messages`: writes a message.
    ///
    /// # Errors
    /// [`ClientError`] if it was not acknowledged.
    pub async fn write(
        &self,
        id: CommandId,
        ticket: impl ToString,
        new: &NewMessage,
    ) -> Result<Message, ClientError> {
        let path = format!("tickets/{}/messages", ticket.to_string());
        self.give(Method::POST, &path, id, new).await
    }

    /// `GET /changes`: what changed since `after`, at most `limit` stamps; waits up to `wait` for the first.
    ///
    /// # Errors
    /// [`ClientError`] if there was no such answer.
    pub async fn changes(&self, after: u64, limit: usize, wait: Duration) -> Result<Changes, ClientError> {
        self.follow("changes", after, limit, wait).await
    }

    /// `GET /facts`: the same, with only what the analyses need.
    ///
    /// # Errors
    /// [`ClientError`] if there was no such answer.
    pub async fn facts(&self, after: u64, limit: usize, wait: Duration) -> Result<Facts, ClientError> {
        self.follow("facts", after, limit, wait).await
    }

    /// `GET /health`.
    ///
    /// # Errors
    /// [`ClientError`] if there was no such answer.
    pub async fn health(&self) -> Result<Health, ClientError> {
        self.send(self.ask(Method::GET, "health")).await
    }

    async fn follow<T: DeserializeOwned>(
        &self,
        path: &str,
        after: u64,
        limit: usize,
        wait: Duration,
    ) -> Result<T, ClientError> {
        let query = FeedQuery {
            after: Some(after),
            limit: u32::try_from(limit).ok(),
            wait: u32::try_from(wait.as_secs()).ok(),
        };
        let request = self.ask(Method::GET, path).query(&query);
        self.send(request.timeout(wait + PATIENCE)).await
    }

    async fn give<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        id: CommandId,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let request = self.ask(method, path).header("Idempotency-Key", id.to_string());
        self.send(request.json(body)).await
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/api/v1/{path}", self.base))
            .bearer_auth(&self.token)
            .timeout(PATIENCE)
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ClientError> {
        let answer = request.send().await?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer.json().await?);
        }
        Err(refused(status.as_u16(), &answer.text().await?))
    }
}

fn refused(status: u16, body: &str) -> ClientError {
    let problem = serde_json::from_str::<Problem>(body).ok();
    let (detail, ticket) = match problem {
        Some(problem) => (problem.detail, problem.ticket),
        None => (body.to_owned(), None),
    };
    ClientError::Refused {
        status,
        detail,
        ticket,
    }
}
