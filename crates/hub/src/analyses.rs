//! The analyses on the pages of browsers: the same three services as in the application, started by the first page of the
//! helpdesk that needs them.
//!
//! They read the desk's feed over a listener of their own on loopback, with a token of this run: so they need neither the
//! hub's certificate nor a key that may be revoked.

use std::future::pending;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use api::{Hosts, Limits, Tokens};
use chrono_tz::Tz;
use desk::Desk;
use host::{AskError, Services, StartLine};
use pages::commands::analysis::query;
use pages::{Panel, PanelError};
use tokio::net::TcpListener;
use ui::analyses::{AnalysisChoice, AnalysisKind};

/// The services of a hub.
pub struct Analyses {
    services: Services,
    started: AtomicBool,
    folder: PathBuf,
    api: String,
    tokens: Tokens,
    zone: Tz,
}

impl Analyses {
    /// Prepares the services beside the hub's own program; `None` if they are not there. Call it inside the runtime.
    pub async fn prepare(desk: &Desk, zone: Tz) -> Result<Option<Arc<Self>>> {
        let own = std::env::current_exe().context("finding the hub's own program")?;
        let folder = own.parent().unwrap_or(Path::new("")).to_owned();
        if let Some(missing) = missing(&folder) {
            tracing::warn!(
                "pages show no analyses, because {} does not exist",
                missing.display()
            );
            return Ok(None);
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.context("listening for the services of the analyses")?;
        let address = listener
            .local_addr()
            .context("reading the port of the services")?;
        let tokens = Tokens::random();
        let router = api::router(desk.clone(), tokens.clone(), Hosts::loopback());
        tokio::spawn(api::serve(listener, router, Limits::default(), pending()));
        Ok(Some(Arc::new(Self {
            services: Services::default(),
            started: AtomicBool::new(false),
            folder,
            api: format!("http://{address}"),
            tokens,
            zone,
        })))
    }

    /// Stops the services, and returns when their processes have ended.
    pub async fn stop(&self) {
        self.services.stop().await;
    }
}

/// The first service that is not in this folder.
fn missing(folder: &Path) -> Option<PathBuf> {
    let program = |kind: AnalysisKind<'_>| {
        folder.join(format!(
            "campus-desk-{}{}",
            kind.name,
            std::env::consts::EXE_SUFFIX
        ))
    };
    host::analyses().map(program).find(|program| !program.exists())
}

impl pages::Analyses for Analyses {
    fn kinds(&self) -> Vec<AnalysisKind<'static>> {
        host::analyses().collect()
    }

    fn start_soon(&self) {
        if self.started.swap(true, Ordering::Relaxed) {
            return;
        }
        let line = StartLine {
            api: &self.api,
            token: self.tokens.service(),
            time_zone: self.zone.name(),
        };
        // A page whose service is not ready yet asks again by itself.
        self.services.start(&self.folder, &line, || ());
    }

    fn panel<'a>(&'a self, choice: &'a AnalysisChoice<'a>) -> Panel<'a> {
        Box::pin(async move {
            let panel = self.services.panel(choice.name, &query(choice)).await;
            panel.map_err(|error| match error {
                AskError::Unavailable => PanelError::Unavailable,
                AskError::Rejected(_) => PanelError::Rejected,
            })
        })
    }
}
