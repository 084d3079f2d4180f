//! The pages for browsers (`pages = true`).

use std::sync::Arc;

use anyhow::{Result, ensure};
use api::{CurrentTokens, Hosts, Stopping};
use axum::Router;
use browser::BrowserPages;
use chrono_tz::Tz;
use desk::Desk;

use crate::analyses::Analyses;
use crate::config::Pages;

/// The pages of a hub that runs, and the analyses on them.
pub struct RunningPages {
    pub router: Router,
    analyses: Option<Arc<Analyses>>,
}

impl RunningPages {
    /// Stops what runs for the pages.
    pub async fn stop(&self) {
        if let Some(analyses) = &self.analyses {
            analyses.stop().await;
        }
    }
}

/// Starts the pages. Call it inside the runtime.
pub async fn start(
    settings: &Pages,
    desk: &Desk,
    tokens: &CurrentTokens,
    hosts: &Hosts,
    stopping: &Stopping,
) -> Result<RunningPages> {
    ensure!(
        !tokens.cookie_secrets().is_empty(),
        "pages = true needs the key cookies in the file with the tokens: a secret that signs the cookies of browsers; \
         `openssl rand -hex 32` generates one"
    );
    let zone = settings.zone.or_else(zone_of_the_computer);
    let analyses = match settings.helpdesk {
        true => Analyses::prepare(desk, zone.unwrap_or(chrono_tz::UTC)).await?,
        false => None,
    };
    let of_pages = analyses
        .clone()
        .map(|analyses| analyses as Arc<dyn pages::Analyses>);
    let router = browser::router(BrowserPages {
        desk: desk.clone(),
        tokens: tokens.clone(),
        hosts: hosts.clone(),
        helpdesk: settings.helpdesk,
        zone,
        shared: settings.shared,
        proxies: settings.proxies.clone(),
        analyses: of_pages,
        stopping: stopping.clone(),
    });
    Ok(RunningPages { router, analyses })
}

fn zone_of_the_computer() -> Option<Tz> {
    machine_zone::machine_zone()
        .inspect_err(|error| tracing::warn!("{error}; pages show UTC unless hub.toml names a time_zone"))
        .ok()
}
