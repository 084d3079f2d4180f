//! The visit of the person at the window, as the commands see it.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use desk::Desk;
use host::{AskError, StartLine};
use machine_zone::machine_zone;
use pages::commands::analysis::query;
use pages::{Analyses, DraftStore, HubLink, Managed, Memory, Panel, PanelError, Session, Visit};
use settings::Source;
use tickets::TicketId;
use ui::analyses::{AnalysisChoice, AnalysisKind};

use crate::shell::Shell;

/// The pause before the services are started: the helpdesk's first list is on screen by then.
const START_DELAY: Duration = Duration::from_millis(300);

impl Visit for Shell {
    fn desk(&self) -> &Desk {
        &self.opened.desk
    }

    fn drafts(&self) -> &dyn DraftStore {
        &self.opened.drafts
    }

    fn memory(&self) -> &dyn Memory {
        &self.visit.remembered
    }

    fn session(&self) -> &Session {
        &self.visit.session
    }

    fn hub(&self) -> Option<&dyn HubLink> {
        let hub = self.opened.hub.as_ref()?;
        Some(hub)
    }

    fn managed(&self) -> Managed {
        let zone = self.process.settings.time_zone();
        Managed {
            pinned_role: self.process.settings.pinned_role(),
            suggested_role: self.process.settings.role(None).value,
            zone: zone.value,
            shared: self.process.settings.shared().value,
            notifications: self.process.settings.notifications().value,
            in_browser: false,
            zone_is_known: zone.source != Source::Default || machine_zone().is_ok(),
        }
    }

    fn analyses(&self) -> &dyn Analyses {
        self
    }

    fn refresh(&self, ticket: Option<TicketId>) {
        // The receiver is gone once the window is closed.
        let _ = self.visit.refreshes.send(ticket);
    }
}

impl Analyses for Shell {
    fn kinds(&self) -> Vec<AnalysisKind<'static>> {
        host::analyses().collect()
    }

    fn start_soon(&self) {
        if self.process.services_started.swap(true, Ordering::Relaxed) {
            return;
        }
        let shell = self.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(START_DELAY).await;
            shell.start_services();
            // Notices that arose while the desk was opened are displayed now.
            shell.refresh(None);
        });
    }

    fn panel<'a>(&'a self, choice: &'a AnalysisChoice<'a>) -> Panel<'a> {
        Box::pin(async move {
            let panel = self.process.services.panel(choice.name, &query(choice)).await;
            panel.map_err(|error| match error {
                AskError::Unavailable => PanelError::Unavailable,
                _ => PanelError::Rejected,
            })
        })
    }
}

impl Shell {
    fn start_services(&self) {
        let own = std::env::current_exe().ok();
        let Some(folder) = own.as_deref().and_then(Path::parent) else {
            tracing::error!("the path of this executable is unknown, so its services cannot be found");
            return;
        };
        let line = StartLine {
            api: &self.process.api,
            token: self.process.tokens.service(),
            time_zone: self.process.settings.time_zone().value.name(),
        };
        let refreshes = self.visit.refreshes.clone();
        // The panel on screen is refreshed as soon as its service stops or runs again.
        self.process.services.start(folder, &line, move || {
            let _ = refreshes.send(None);
        });
    }
}
