//! A simulated laptop: the typed client with a connection of its own, which follows the feed by long polls.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use chrono::Utc;
use end_to_end::Hub;
use serde_json::json;
use tickets::{CommandId, Role, TicketId};
use tokio::time::sleep;
use uuid::Uuid;
use wire::sync::{ChangesQuery, Device, Hello, SentCommands};
use wire::{Client, ClientError, Synced};

use super::following::{Poll, Polls};
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
    polls: Polls,
    device: Device,
}

impl Laptop {
    /// A laptop whose hub is at `address`.
    pub fn new(index: usize, role: Role, address: &str) -> Result<Self> {
        let key = Hub::token(role.as_str());
        let device = Device {
            id: Uuid::new_v4(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            waiting: 0,
        };
        Ok(Self {
            index,
            role,
            client: Client::new(address, &key)?,
            polls: Polls::new(address, &key, device.clone())?,
            device,
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
                    sleep(pause(retry_after(&error), failures)).await;
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
            match self.polls.poll(&query, &observed.parsed).await {
                Ok(Poll::Page(page)) => {
                    failures = 0;
                    observed.page(self, &page, asked);
                    (query.after, query.mark) = (page.next, page.mark);
                }
                Ok(Poll::Nothing) => failures = 0,
                Ok(Poll::Reset) => return,
                Ok(Poll::Busy(hub_says)) => {
                    sleep(pause(hub_says, failures)).await;
                    failures += 1;
                }
                Err(_) => {
                    sleep(pause(None, failures)).await;
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
fn pause(hub_says: Option<Duration>, failures: u32) -> Duration {
    let most = match failures {
        0 => 5.0,
        more => 2_f64.powi(more.min(6).cast_signed()).min(60.0),
    };
    hub_says.unwrap_or_else(|| Duration::from_secs_f64(rand::random_range(0.0..most)))
}

fn retry_after(error: &ClientError) -> Option<Duration> {
    match error {
        ClientError::Refused { retry_after, .. } => *retry_after,
        _ => None,
    }
}
