//! The requests of a laptop to its hub.

use tickets::Role;
use uuid::Uuid;
use wire::sync::{ChangesQuery, Device, Hello, OtherDesks, Presence, SentCommands};
use wire::{Client, ClientError, Received, Synced};

use crate::asks::{Event, Failure, Request};

/// A hub, and what the laptop says about itself.
#[derive(Clone, Debug)]
pub struct Hub {
    /// The client with the laptop's key.
    pub client: Client,
    /// The laptop's id, for the hub's list of devices.
    pub device: Uuid,
    /// The laptop's version of Campus Desk.
    pub version: String,
}

impl Hub {
    /// Asks the hub who it is.
    pub(crate) async fn hello(self, request: Request, waiting: usize) -> Event {
        match self.client.sync_hello(&self.device(waiting)).await {
            Ok(hello) => {
                tracing::info!(hub = hello.version, role = role(&hello), "the hub answered");
                Event::HelloAnswer(request, hello)
            }
            Err(error) => failed(request, &error, Failure::Unreachable),
        }
    }

    /// Sends commands.
    pub(crate) async fn push(self, request: Request, sent: SentCommands, waiting: usize) -> Event {
        match self.client.sync_commands(&self.device(waiting), &sent).await {
            Ok(Synced::Answer(answers)) => Event::PushAnswer(request, answers),
            Ok(Synced::Reset(reset)) => Event::Reset(request, reset),
            Ok(Synced::OtherProtocol(_)) => Event::Failed(request, Failure::Protocol),
            Err(error) => failed(request, &error, Failure::Broken),
        }
    }

    /// Reads the hub's feed.
    pub(crate) async fn pull(self, request: Request, query: ChangesQuery, waiting: usize) -> Event {
        match self.client.sync_changes(&self.device(waiting), &query).await {
            Ok(Synced::Answer(page)) => Event::PullAnswer(request, page),
            Ok(Synced::Reset(reset)) => Event::Reset(request, reset),
            Ok(Synced::OtherProtocol(_)) => Event::Failed(request, Failure::Protocol),
            Err(error) => failed(request, &error, Failure::Unreachable),
        }
    }

    /// Reads the layer of a model.
    pub(crate) async fn model(self, request: Request, version: String, waiting: usize) -> Event {
        match self.client.sync_model(&self.device(waiting), &version).await {
            Ok(Synced::Answer(layer)) => Event::ModelAnswer(request, Some(layer)),
            Err(ClientError::Refused { status: 404, .. }) => Event::ModelAnswer(request, None),
            Err(ClientError::Unusable(why)) => {
                tracing::error!(why, version, "the hub's model cannot be used here");
                Event::ModelAnswer(request, None)
            }
            Ok(Synced::OtherProtocol(_)) => Event::Failed(request, Failure::Protocol),
            Ok(Synced::Reset(_)) => Event::Failed(request, Failure::Broken),
            Err(error) => {
                tracing::warn!(%error, version, "the hub's model could not be read");
                failed(request, &error, Failure::Broken)
            }
        }
    }

    /// Says which ticket is open here, and asks at which other desks it is open too.
    pub(crate) async fn presence(
        &self,
        presence: &Presence,
        waiting: usize,
    ) -> Result<OtherDesks, ClientError> {
        self.client.sync_presence(&self.device(waiting), presence).await
    }

    fn device(&self, waiting: usize) -> Device {
        Device {
            id: self.device,
            version: self.version.clone(),
            waiting: u64::try_from(waiting).unwrap_or(u64::MAX),
        }
    }
}

fn role(hello: &Hello) -> &'static str {
    match &hello.role {
        Received::Readable(role) => Role::as_str(*role),
        Received::Unreadable(_) => "unknown",
    }
}

/// `unreadable` is the failure if the answer was no answer of a hub, for example the page of a network's login.
fn failed(request: Request, error: &ClientError, unreadable: Failure) -> Event {
    tracing::debug!(%error, "the hub did not answer");
    Event::Failed(request, failure(error, unreadable))
}

fn failure(error: &ClientError, unreadable: Failure) -> Failure {
    match error {
        error if error.is_untrusted() => Failure::Untrusted,
        error if error.is_no_answer_of_the_api() => unreadable,
        ClientError::Unreachable(_) | ClientError::Unreadable(_) => Failure::Unreachable,
        ClientError::RepeatedThenClosed(_) | ClientError::Unusable(_) => Failure::Broken,
        ClientError::Refused {
            status, retry_after, ..
        } => match status {
            401 | 403 => Failure::Key,
            426 => Failure::Protocol,
            // A proxy answers 502 and 504 for a hub that it cannot reach.
            429 | 502..=504 => Failure::Busy(*retry_after),
            _ => Failure::Broken,
        },
    }
}
