//! The analyses: the page is rendered here, the panels by the services.

use tickets::Role;
use ui::Fragment;
use ui::analyses::{AnalysisChoice, AnalysisKind, AnalysisPage, AnalysisUnavailable, OverviewPage, UsedZone};

use crate::{Answer, CommandError, Form, FormError, PanelError, Visit};

/// The page of an analysis, or the overview of all; without a name, the page of the first.
pub fn analysis(visit: &dyn Visit, form: &Form) -> Answer {
    let kinds = open(visit)?;
    if form.text("name") == OverviewPage::NAME {
        let page = OverviewPage {
            header: visit.header(Role::Helpdesk),
            kinds: &kinds,
            zone: used_zone(visit),
        };
        return Ok(page.html());
    }
    let page = AnalysisPage {
        header: visit.header(Role::Helpdesk),
        kinds: &kinds,
        choice: choice(form, &kinds)?,
        zone: used_zone(visit),
    };
    Ok(page.html())
}

fn used_zone(visit: &dyn Visit) -> UsedZone {
    let managed = visit.managed();
    if managed.zone_is_known {
        UsedZone::Known(managed.zone)
    } else {
        UsedZone::Unknown
    }
}

/// The panel of an analysis: figure, chart, table.
pub async fn analysis_panel(visit: &dyn Visit, form: &Form) -> Answer {
    let kinds = open(visit)?;
    match visit.analyses().panel(&choice(form, &kinds)?).await {
        Ok(panel) => Ok(panel),
        Err(PanelError::Unavailable) => Ok(AnalysisUnavailable.html()),
        Err(PanelError::Rejected) => Err(CommandError::Broken),
    }
}

fn open(visit: &dyn Visit) -> Result<Vec<AnalysisKind<'static>>, CommandError> {
    visit.helpdesk_only()?;
    visit.analyses().start_soon();
    Ok(visit.analyses().kinds())
}

/// The query of a service's panel and figures.
#[must_use]
pub fn query<'a>(choice: &AnalysisChoice<'a>) -> Vec<(&'static str, &'a str)> {
    let category = choice.category.map(|category| ("category", category.as_str()));
    let last = Some(("last", choice.last)).filter(|(_, last)| !last.is_empty());
    category.into_iter().chain(last).collect()
}

/// Parses the choice of an analysis, its period and category. An analysis that needs a period covers the last two
/// days by default.
pub fn choice<'a>(form: &'a Form, kinds: &[AnalysisKind<'a>]) -> Result<AnalysisChoice<'a>, FormError> {
    let kind = match form.text("name") {
        "" => kinds.first(),
        name => kinds.iter().find(|kind| kind.name == name),
    };
    let kind = kind.ok_or(FormError::of("name"))?;
    let last = match form.text("last") {
        "" if !kind.all_time => "48h",
        last => last,
    };
    Ok(AnalysisChoice {
        name: kind.name,
        last,
        category: form.optional("category")?,
    })
}
