//! The network between a laptop and its hub, which a test breaks.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::time::sleep;

/// The bytes that a slow network passes on at once, and the pause after them.
const TRICKLE: (usize, Duration) = (40, Duration::from_millis(1));

/// How bytes pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// At once.
    Passes,
    /// Some bytes at a time.
    Trickles,
    /// Not at all, but the connections stay open.
    Stalls,
    /// There is no network: new connections end at once.
    Absent,
}

/// How connections end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As if the other side had closed them.
    Closed,
    /// With a TCP reset: what was on its way is lost.
    Reset,
}

/// Passes connections on to a hub, until it is stopped.
#[derive(Debug)]
pub struct Cable {
    /// `http://127.0.0.1:PORT`: the hub's address, for the laptop.
    pub address: String,
    shared: Arc<Shared>,
    /// Ended with the cable.
    runtime: Option<Runtime>,
}

#[derive(Debug)]
struct Shared {
    state: watch::Sender<State>,
    /// The bytes that pass until all connections end.
    left: AtomicUsize,
}

#[derive(Clone, Copy, Debug)]
struct State {
    flow: Flow,
    /// How often connections were ended, and how the last time.
    cuts: u64,
    end: End,
}

impl Cable {
    /// A cable to the hub at `http://127.0.0.1:PORT`.
    ///
    /// # Panics
    /// There is no free port.
    #[must_use]
    pub fn to(hub: &str) -> Self {
        let hub = hub.trim_start_matches("http://").to_owned();
        let state = State {
            flow: Flow::Passes,
            cuts: 0,
            end: End::Closed,
        };
        let shared = Arc::new(Shared {
            state: watch::Sender::new(state),
            left: AtomicUsize::new(usize::MAX),
        });
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener of tokio");
        let address = listener.local_addr().expect("an address");
        runtime.spawn(accept(listener, hub, Arc::clone(&shared)));
        Self {
            address: format!("http://{address}"),
            shared,
            runtime: Some(runtime),
        }
    }

    /// Changes how bytes pass.
    pub fn set(&self, flow: Flow) {
        self.shared.state.send_modify(|state| state.flow = flow);
        if flow == Flow::Absent {
            self.cut(End::Closed);
        }
    }

    /// Ends all connections.
    pub fn cut(&self, end: End) {
        self.shared.cut(end);
    }

    /// Resets all connections after so many bytes more, in whatever message that is.
    pub fn reset_after(&self, bytes: usize) {
        self.shared.left.store(bytes, Ordering::SeqCst);
    }

    /// Passes everything from now on.
    pub fn heal(&self) {
        self.reset_after(usize::MAX);
        self.set(Flow::Passes);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A test's own runtime cannot wait for the end of another one.
            runtime.shutdown_background();
        }
    }
}

impl Shared {
    fn cut(&self, end: End) {
        self.state
            .send_modify(|state| (state.cuts, state.end) = (state.cuts + 1, end));
    }

    /// How many of these bytes still pass.
    fn take(&self, bytes: usize) -> usize {
        let subtract = |left: usize| match left {
            usize::MAX => None,
            left => Some(left.saturating_sub(bytes)),
        };
        let before = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, subtract);
        before.map_or(bytes, |left| left.min(bytes))
    }
}

async fn accept(listener: std::net::TcpListener, hub: String, shared: Arc<Shared>) {
    let listener = TcpListener::from_std(listener).expect("a listener of tokio");
    while let Ok((laptop, _)) = listener.accept().await {
        let (hub, shared) = (hub.clone(), Arc::clone(&shared));
        tokio::spawn(async move {
            // The hub may be away: then the laptop's connection ends.
            let _ = connect(laptop, &hub, &shared).await;
        });
    }
}

async fn connect(mut laptop: TcpStream, hub: &str, shared: &Shared) -> io::Result<()> {
    let mut state = shared.state.subscribe();
    let before = *state.borrow_and_update();
    if before.flow == Flow::Absent {
        return Ok(());
    }
    let mut hub = TcpStream::connect(hub).await?;
    for stream in [&laptop, &hub] {
        stream.set_nodelay(true)?;
    }
    let cut = {
        let (laptop_in, laptop_out) = laptop.split();
        let (hub_in, hub_out) = hub.split();
        let passed =
            async { tokio::try_join!(pass(laptop_in, hub_out, shared), pass(hub_in, laptop_out, shared)) };
        tokio::select! {
            _ = passed => None,
            cut = state.wait_for(|state| state.cuts > before.cuts) => cut.ok().map(|state| state.end),
        }
    };
    if cut == Some(End::Reset) {
        for stream in [&laptop, &hub] {
            stream.set_zero_linger()?;
        }
    }
    Ok(())
}

/// Passes one direction on, until it ends.
async fn pass(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, shared: &Shared) -> io::Result<()> {
    let mut state = shared.state.subscribe();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let trickles = state.borrow().flow == Flow::Trickles;
        let most = if trickles { TRICKLE.0 } else { buffer.len() };
        let read = from.read(&mut buffer[..most]).await?;
        // A sender that is dropped ends this connection, too.
        let _ = state.wait_for(|state| state.flow != Flow::Stalls).await;
        if read == 0 {
            return to.shutdown().await;
        }
        let passes = shared.take(read);
        to.write_all(&buffer[..passes]).await?;
        if passes < read {
            // Each cut is for one time.
            shared.left.store(usize::MAX, Ordering::SeqCst);
            shared.cut(End::Reset);
            return Ok(());
        }
        if trickles {
            sleep(TRICKLE.1).await;
        }
    }
}
