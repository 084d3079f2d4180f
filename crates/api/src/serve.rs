//! Serves a router on a TCP listener, with or without TLS, and with limits that protect the server from slow and broken clients.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::tls::{Certificate, CertificateError};

/// The limits of a server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The maximum number of open connections. Further connections wait until another one is closed.
    pub connections: usize,
    /// The maximum time until the headers of a request are complete, counted from the end of the previous request.
    pub headers: Duration,
    /// The maximum time in which a client reads nothing of its answer.
    pub write: Duration,
    /// The maximum time for running requests after `stop`. A command takes milliseconds; a reader that waits for a change
    /// retries.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            headers: Duration::from_secs(60),
            write: Duration::from_secs(30),
            shutdown: Duration::from_secs(2),
        }
    }
}

/// The maximum time of a TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Serves until `stop` completes, then finishes the running requests within [`Limits::shutdown`].
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    serve_over(listener, None, router, limits, stop).await;
}

/// Serves like [`serve`], with TLS.
///
/// # Errors
/// The certificate cannot be used for TLS.
pub async fn serve_tls(
    listener: TcpListener,
    certificate: &Certificate,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> Result<(), CertificateError> {
    let acceptor = certificate.acceptor()?;
    serve_over(listener, Some(acceptor), router, limits, stop).await;
    Ok(())
}

async fn serve_over(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let connections = Arc::new(Semaphore::new(limits.connections));
    let running = GracefulShutdown::new();
    let accept_all = async {
        loop {
            let (stream, peer, permit) = accept(&listener, &connections).await;
            let (tls, router, watcher) = (tls.clone(), router.clone(), running.watcher());
            tokio::spawn(async move {
                serve_stream(stream, peer, tls, router, limits, watcher).await;
                drop(permit);
            });
        }
    };
    tokio::select! {
        () = accept_all => {}
        () = stop => {}
    }
    drop(listener);
    let _ = tokio::time::timeout(limits.shutdown, running.shutdown()).await;
}

/// Waits until the number of connections is below the limit, and accepts the next one.
async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so there always is a permit.
    let permit = connections.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, permit),
            Err(error) => {
                tracing::warn!(%error, "accepting a connection failed");
                // The process has no file descriptors left, for example; retry when others may be closed.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Serves a connection, after its TLS handshake if there is one. A client that does not finish the handshake occupies its
/// connection for a short time only, and holds up no other.
async fn serve_stream(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: Limits,
    watcher: Watcher,
) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write));
    let stream = Box::pin(stream);
    let Some(tls) = tls else {
        return serve_connection(stream, peer, router, limits, watcher).await;
    };
    match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
        Ok(Ok(stream)) => serve_connection(stream, peer, router, limits, watcher).await,
        Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
        Err(_) => tracing::debug!("a TLS handshake took too long"),
    }
}

async fn serve_connection<S>(stream: S, peer: SocketAddr, router: Router, limits: Limits, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // Without `http1_only` the server waits without a timeout for the bytes that identify the version.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers);
    let service = router.map_request(move |request| from_peer(request, peer));
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    if let Err(error) = watcher.watch(connection.into_owned()).await {
        tracing::debug!(%error, "a connection ended with an error");
    }
}

/// The request with the address of its connection, as axum's extractors read it.
fn from_peer<B>(mut request: Request<B>, peer: SocketAddr) -> Request<B> {
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}
