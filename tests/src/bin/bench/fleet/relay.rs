//! A connection to the hub that counts its bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Passes connections on to the hub, and counts the bytes in both directions: headers and bodies, without those of TCP and TLS.
pub struct Relay {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    sent: Arc<AtomicU64>,
    received: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Relay {
    /// Relays to the hub at `http://127.0.0.1:PORT`.
    pub async fn to(hub: &str) -> Result<Self> {
        let hub = hub.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let (sent, received) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let task = tokio::spawn(accept(listener, hub, sent.clone(), received.clone()));
        Ok(Self {
            address,
            sent,
            received,
            task,
        })
    }

    /// The bytes that the laptop sent so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// The bytes that the hub sent so far.
    pub fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, hub: String, sent: Arc<AtomicU64>, received: Arc<AtomicU64>) {
    while let Ok((laptop, _)) = listener.accept().await {
        let (hub, sent, received) = (hub.clone(), sent.clone(), received.clone());
        tokio::spawn(async move {
            let _ = relay(laptop, &hub, &sent, &received).await;
        });
    }
}

async fn relay(laptop: TcpStream, hub: &str, sent: &AtomicU64, received: &AtomicU64) -> std::io::Result<()> {
    let hub = TcpStream::connect(hub).await?;
    let (laptop_in, laptop_out) = laptop.into_split();
    let (hub_in, hub_out) = hub.into_split();
    tokio::try_join!(pass(laptop_in, hub_out, sent), pass(hub_in, laptop_out, received)).map(drop)
}

async fn pass(
    from: tokio::net::tcp::OwnedReadHalf,
    to: tokio::net::tcp::OwnedWriteHalf,
    bytes: &AtomicU64,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1_024];
    loop {
        from.readable().await?;
        let read = match from.try_read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        };
        bytes.fetch_add(read as u64, Ordering::Relaxed);
        let mut rest = buffer.get(..read).unwrap_or_default();
        while !rest.is_empty() {
            to.writable().await?;
            match to.try_write(rest) {
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }
}
