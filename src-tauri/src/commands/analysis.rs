//! The analyses: their page is drawn here, their panels by the services.

use host::{AskError, analyses};
use tauri::State;
use tickets::{Category, Role};
use ui::Fragment;
use ui::analyses::{AnalysisChoice, AnalysisKind, AnalysisPage, AnalysisUnavailable};

use super::{Answer, helpdesk_only};
use crate::failure::CommandError;
use crate::form::{Form, FormError};
use crate::shell::Shell;

/// The page of one analysis; without a name, of the first.
#[tauri::command]
pub async fn analysis(shell: State<'_, Shell>, form: Form) -> Answer {
    helpdesk_only(&shell)?;
    shell.start_sidecars_soon();
    let kinds: Vec<AnalysisKind<'_>> = analyses().collect();
    let page = AnalysisPage {
        header: shell.header(Role::Helpdesk),
        kinds: &kinds,
        choice: choice(&form, &kinds)?,
    };
    Ok(page.html())
}

/// The panel of one analysis: figure, chart, table.
#[tauri::command]
pub async fn analysis_panel(shell: State<'_, Shell>, form: Form) -> Answer {
    helpdesk_only(&shell)?;
    shell.start_sidecars_soon();
    let kinds: Vec<AnalysisKind<'_>> = analyses().collect();
    let choice = choice(&form, &kinds)?;
    match shell.sidecars.panel(choice.name, &question(&choice)).await {
        Ok(panel) => Ok(panel),
        Err(AskError::Unavailable) => Ok(AnalysisUnavailable.html()),
        Err(_) => Err(CommandError::Broken),
    }
}

/// What is asked of a service.
pub fn question<'a>(choice: &AnalysisChoice<'a>) -> Vec<(&'static str, &'a str)> {
    let category = choice.category.map(|category| ("category", category.as_str()));
    let last = Some(("last", choice.last)).filter(|(_, last)| !last.is_empty());
    category.into_iter().chain(last).collect()
}

/// What the form chooses. An analysis that needs a period looks back two days unless told otherwise.
pub fn choice<'a>(form: &'a Form, kinds: &[AnalysisKind<'a>]) -> Result<AnalysisChoice<'a>, FormError> {
    let named = form.text("name");
    let kind = match named {
        "" => kinds.first(),
        _ => kinds.iter().find(|kind| kind.name == named),
    };
    let kind = kind.ok_or(FormError::of("name"))?;
    let last = match form.text("last") {
        "" if !kind.all_time => "48h",
        last => last,
    };
    Ok(AnalysisChoice {
        name: kind.name,
        last,
        category: form.may::<Category>("category")?,
    })
}
