//! The sync routes of the client.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::error::Category;

use super::{Client, ClientError, TIMEOUT, refused};
use crate::Problem;
use crate::sync::{
    Answers, ChangesQuery, Device, Hello, ModelLayer, ModelQuery, OtherDesks, PROTOCOL, Page, Presence,
    Protocols, Reset, SentCommands,
};

/// The largest answer with a layer, in bytes of JSON: twelve megabytes in base64 are sixteen, and the layer has figures beside it.
const LARGEST_LAYER: usize = 17 << 20;

/// The timeout of a request for a layer: the largest one arrives at 30 KB a second.
const LAYER_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// The answer of a sync route.
#[derive(Clone, Debug, PartialEq)]
pub enum Synced<T> {
    /// The hub's answer.
    Answer(T),
    /// The laptop's position does not exist on the hub: the laptop reads from 0.
    Reset(Reset),
    /// The hub does not speak the laptop's protocol, but these.
    OtherProtocol(Protocols),
}

impl Client {
    /// `GET /sync/hello`: asks which desk the hub has, and which protocols it speaks.
    pub async fn sync_hello(&self, device: &Device) -> Result<Hello, ClientError> {
        self.send(self.sync_request(Method::GET, "sync/hello", device))
            .await
    }

    /// `POST /sync/commands`: sends commands; the hub answers each. Repeat it until it is answered: each command counts once.
    pub async fn sync_commands(
        &self,
        device: &Device,
        sent: &SentCommands,
    ) -> Result<Synced<Answers>, ClientError> {
        let request = self
            .sync_request(Method::POST, "sync/commands", device)
            .json(sent);
        Ok(match send(request).await? {
            Synced::Answer(answer) => Synced::Answer(answer.json().await?),
            Synced::Reset(reset) => Synced::Reset(reset),
            Synced::OtherProtocol(spoken) => Synced::OtherProtocol(spoken),
        })
    }

    /// `GET /sync/changes`: reads a page of the feed; waits up to `query.wait` seconds for a change. `None`: nothing has changed.
    pub async fn sync_changes(
        &self,
        device: &Device,
        query: &ChangesQuery,
    ) -> Result<Synced<Option<Page>>, ClientError> {
        let wait = Duration::from_secs(query.wait.unwrap_or(0).into());
        let request = self
            .sync_request(Method::GET, "sync/changes", device)
            .query(query);
        Ok(match send(request.timeout(wait + TIMEOUT)).await? {
            Synced::Answer(answer) if answer.status() == StatusCode::NO_CONTENT => Synced::Answer(None),
            Synced::Answer(answer) => Synced::Answer(Some(answer.json().await?)),
            Synced::Reset(reset) => Synced::Reset(reset),
            Synced::OtherProtocol(spoken) => Synced::OtherProtocol(spoken),
        })
    }

    /// `GET /sync/model`: reads the layer of the model with this version, which [`Hello::model`] names. A version without a layer
    /// is refused with status 404.
    pub async fn sync_model(
        &self,
        device: &Device,
        version: &str,
    ) -> Result<Synced<ModelLayer>, ClientError> {
        Ok(match send(self.model_request(device, version)).await? {
            Synced::Answer(answer) => Synced::Answer(layer(answer).await?),
            Synced::Reset(reset) => Synced::Reset(reset),
            Synced::OtherProtocol(spoken) => Synced::OtherProtocol(spoken),
        })
    }

    fn model_request(&self, device: &Device, version: &str) -> RequestBuilder {
        let query = ModelQuery {
            protocol: PROTOCOL,
            version: version.to_owned(),
        };
        self.sync_request(Method::GET, "sync/model", device)
            .query(&query)
            .timeout(LAYER_TIMEOUT)
    }

    /// `POST /sync/presence`: says which ticket is open on a laptop of the helpdesk; waits up to `presence.wait` seconds until
    /// the other desks are not those that the laptop knows.
    pub async fn sync_presence(
        &self,
        device: &Device,
        presence: &Presence,
    ) -> Result<OtherDesks, ClientError> {
        let wait = Duration::from_secs(presence.wait.unwrap_or(0).into());
        let request = self.sync_request(Method::POST, "sync/presence", device);
        self.send(request.json(presence).timeout(wait + TIMEOUT)).await
    }

    fn sync_request(&self, method: Method, path: &str, device: &Device) -> RequestBuilder {
        let request = self
            .request(method, path)
            .header(Device::ID, device.id.to_string())
            .header(Device::VERSION, &device.version);
        match device.waiting {
            0 => request,
            waiting => request.header(Device::WAITING, waiting),
        }
    }
}

/// Reads a layer, and stops if it is larger than any layer: a compressed answer may become very large.
async fn layer(mut answer: reqwest::Response) -> Result<ModelLayer, ClientError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_LAYER {
            return Err(ClientError::Unusable("it is too large".to_owned()));
        }
    }
    serde_json::from_slice(&body).map_err(|error| match error.classify() {
        // JSON, but no layer that this version knows.
        Category::Data => ClientError::Unusable(error.to_string()),
        Category::Io | Category::Syntax | Category::Eof => ClientError::Unreadable(error.to_string()),
    })
}

async fn send(request: RequestBuilder) -> Result<Synced<reqwest::Response>, ClientError> {
    let answer = request.send().await?;
    if answer.status().is_success() {
        return Ok(Synced::Answer(answer));
    }
    let (status, retry_after) = (answer.status(), super::retry_after(&answer));
    let body = answer.text().await?;
    let problem = serde_json::from_str::<Problem>(&body).ok();
    let reset = problem.as_ref().and_then(|problem| problem.reset.clone());
    let spoken = problem.and_then(|problem| problem.protocol);
    match (status, reset, spoken) {
        (StatusCode::CONFLICT, Some(reset), _) => Ok(Synced::Reset(reset)),
        (StatusCode::UPGRADE_REQUIRED, _, Some(spoken)) => Ok(Synced::OtherProtocol(spoken)),
        _ => Err(refused(status.as_u16(), retry_after, &body)),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_largest_layer_arrives_over_a_line_of_a_quarter_of_a_megabit() {
        let device = Device {
            id: Uuid::nil(),
            version: String::new(),
            waiting: 0,
        };
        let hub = Client::new("http://127.0.0.1:1", "token").expect("a client");
        let request = hub.model_request(&device, "campus-7").build().expect("a request");
        let bits = u64::try_from(LARGEST_LAYER * 8).expect("a number");
        let seconds = request.timeout().expect("a timeout").as_secs();
        assert!(bits / seconds < 250_000, "{seconds} s");
        let hello = hub.sync_request(Method::GET, "sync/hello", &device);
        let hello = hello.build().expect("a request");
        assert_eq!(hello.timeout(), Some(&TIMEOUT), "other requests fail sooner");
    }
}
