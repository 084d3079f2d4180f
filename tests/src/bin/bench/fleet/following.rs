//! How a simulated laptop follows the feed: by long polls, like the sync engine.
//!
//! On a campus each laptop has a processor of its own. Here all of them share this machine with the hub, so they share the
//! reading of a page too: laptops that get the same bytes decompress and parse them once.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, RETRY_AFTER};
use wire::sync::{ChangesQuery, Device, Page};

/// The largest number of pages that are remembered.
const MOST: usize = 1_000;

/// What a laptop gets for a poll.
pub enum Poll {
    Page(Arc<Page>),
    /// Nothing has changed.
    Nothing,
    /// The hub has not got the laptop's position.
    Reset,
    /// The hub has too much to do, and says when to come back.
    Busy(Option<Duration>),
}

/// Pages that were parsed, by their bytes.
#[derive(Default)]
pub struct ParsedPages(Mutex<HashMap<u64, Arc<Page>>>);

impl ParsedPages {
    fn parse(&self, body: &[u8], is_compressed: bool) -> Result<Arc<Page>> {
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let mut parsed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = parsed.get(&hasher.finish()) {
            return Ok(page.clone());
        }
        let page: Page = if is_compressed {
            serde_json::from_slice(&zstd::stream::decode_all(body)?)?
        } else {
            serde_json::from_slice(body)?
        };
        if parsed.len() >= MOST {
            parsed.clear();
        }
        let page = Arc::new(page);
        parsed.insert(hasher.finish(), page.clone());
        Ok(page)
    }
}

/// The connection by which one laptop polls.
#[derive(Clone)]
pub struct Polls {
    http: reqwest::Client,
    url: String,
    key: String,
    device: Device,
}

impl Polls {
    pub fn new(address: &str, key: &str, device: Device) -> Result<Self> {
        Ok(Self {
            http: wire::http::client().no_zstd().build()?,
            url: format!("{address}/api/v1/sync/changes"),
            key: key.to_owned(),
            device,
        })
    }

    /// Asks for the page behind the laptop's position.
    pub async fn poll(&self, query: &ChangesQuery, parsed: &ParsedPages) -> Result<Poll> {
        let wait = Duration::from_secs(query.wait.unwrap_or(0).into());
        let answer = self
            .http
            .get(&self.url)
            .query(query)
            .bearer_auth(&self.key)
            .header(Device::ID, self.device.id.to_string())
            .header(Device::VERSION, &self.device.version)
            .header(ACCEPT_ENCODING, "zstd")
            .timeout(wait + Duration::from_secs(30))
            .send()
            .await?;
        match answer.status() {
            StatusCode::NO_CONTENT => return Ok(Poll::Nothing),
            StatusCode::CONFLICT => return Ok(Poll::Reset),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                let pause = answer.headers().get(RETRY_AFTER);
                let seconds = pause.and_then(|value| value.to_str().ok()?.parse().ok());
                return Ok(Poll::Busy(seconds.map(Duration::from_secs)));
            }
            status => ensure!(status.is_success(), "the hub answers {status}"),
        }
        let is_compressed = answer.headers().contains_key(CONTENT_ENCODING);
        let body = answer.bytes().await.context("the answer broke off")?;
        Ok(Poll::Page(parsed.parse(&body, is_compressed)?))
    }
}
