//! A simulated laptop: the typed client with a connection of its own, which follows the feed by long polls.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use chrono::Utc;
use end_to_end::Hub;
use serde_json::json;
use tickets::{CommandId, Role, TicketId};
use uuid::Uuid;
use wire::sync::{ChangesQuery, Device, Hello, Page, SentCommands};
use wire::{Client, ClientError, Synced};

use super::observed::Observed;

/// How long the hub may wait before it answers a poll, in seconds.
const WAIT: u32 = 30;

/// A laptop.
#[derive(Clone)]
pub struct Laptop {
    /// Its place in the fleet.
    pub index: usize,
    pub role: Role,
    client: Client,
    device: Device,
}

impl Laptop {
    /// A laptop whose hub is at `address`.
    pub fn new(index: usize, role: Role, address: &str) -> Result<Self> {
        Ok(Self {
            index,
            role,
            client: Client::new(address, &Hub::token(role.as_str()))?,
            device: Device {
                id: Uuid::new_v4(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                waiting: 0,
            },
        })
    }

    /// Asks the hub who it is.
    pub async fn hello(&self) -> Result<Hello, ClientError> {
        self.client.sync_hello(&self.device).await
    }

    /// Follows the feed from the hub's head on, for ever.
    pub async fn follow(self, observed: Arc<Observed>) {
        let mut failures = 0;
        loop {
            match self.hello().await {
                Ok(hello) => {
                    observed.is_at(self.index, hello.head);
                    failures = 0;
                    self.poll(&hello, &observed).await;
                }
                Err(error) => {
                    tokio::time::sleep(pause(&error, failures)).await;
                    failures += 1;
                }
            }
        }
    }

    /// Polls until the hub has not got the laptop's position.
    async fn poll(&self, hello: &Hello, observed: &Observed) {
        let mut query = ChangesQuery {
            mark: hello.mark,
            wait: Some(WAIT),
            ..ChangesQuery::new(hello.desk, hello.head)
        };
        let mut failures = 0;
        loop {
            let asked = Instant::now();
            match self.client.sync_changes(&self.device, &query).await {
                Ok(Synced::Answer(answer)) => {
                    failures = 0;
                    if let Some(page) = answer {
                        observed.page(self, &page, asked);
                        (query.after, query.mark) = (page.next, page.mark);
                    }
                }
                Ok(Synced::Reset(_) | Synced::OtherProtocol(_)) => return,
                Err(error) => {
                    tokio::time::sleep(pause(&error, failures)).await;
                    failures += 1;
                }
            }
        }
    }

    /// Sends a report; returns the hub's last number after it.
    pub async fn report(&self, desk: Uuid, ticket: TicketId, text: &str) -> Result<u64> {
        let sent = report(desk, self.device.id, ticket, text)?;
        match self.client.sync_commands(&self.device, &sent).await? {
            Synced::Answer(answers) => Ok(answers.head),
            other => bail!("the desk has changed: {other:?}"),
        }
    }

    /// One page of a first sync.
    pub async fn page(&self, hello: &Hello, after: u64) -> Result<Option<Page>> {
        let query = ChangesQuery {
            fresh: hello.head,
            ..ChangesQuery::new(hello.desk, after)
        };
        match self.client.sync_changes(&self.device, &query).await? {
            Synced::Answer(page) => Ok(page),
            other => bail!("the desk has changed: {other:?}"),
        }
    }
}

fn report(desk: Uuid, device: Uuid, ticket: TicketId, text: &str) -> Result<SentCommands> {
    let assignment =
        json!({ "category": "technical-it", "confidence": 0.5, "sure": false, "because": [], "model": "" });
    let report = json!({ "id": CommandId::new(), "ticket": ticket, "given_at": Utc::now(),
        "action": { "report": { "description": text, "place": "Hall B", "assignment": assignment } } });
    let sent =
        json!({ "protocol": 1, "device": device, "desk": desk, "sent_at": Utc::now(), "commands": [report] });
    Ok(serde_json::from_value(sent)?)
}

/// The pauses of the sync engine: the hub's own, if it says one; otherwise random, so that laptops do not come together.
fn pause(error: &ClientError, failures: u32) -> Duration {
    if let ClientError::Refused {
        retry_after: Some(pause),
        ..
    } = error
    {
        return *pause;
    }
    let most = match failures {
        0 => 5.0,
        more => 2_f64.powi(more.min(6).cast_signed()).min(60.0),
    };
    Duration::from_secs_f64(rand::random_range(0.0..most))
}
