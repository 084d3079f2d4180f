//! The page around the analyses.

use tickets::{Category, Role};
use ui::Fragment;
use ui::analyses::{AnalysisChoice, AnalysisPage, AnalysisUnavailable, OverviewPage, UsedZone};

use crate::dom::{Page, text};
use crate::fixtures::header;
use crate::gallery::analysis_pages::KINDS;

fn page(choice: AnalysisChoice<'_>) -> Page {
    page_in(UsedZone::Known(chrono_tz::Europe::Rome), choice)
}

fn page_in(zone: UsedZone, choice: AnalysisChoice<'_>) -> Page {
    Page::of(
        &AnalysisPage {
            header: header(Role::Helpdesk),
            kinds: &KINDS,
            choice,
            zone,
        }
        .html(),
    )
}

#[test]
fn the_page_names_the_time_zone_and_warns_if_it_is_unknown() {
    let choice = AnalysisChoice {
        name: "backlog",
        last: "48h",
        category: None,
    };
    assert_eq!(page(choice).text(".zone"), "Times are in Europe/Rome.");
    let unknown = page_in(UsedZone::Unknown, choice).text(".zone.unknown");
    assert!(
        unknown.starts_with("Times are in UTC, because the time zone of this computer is not known."),
        "{unknown}"
    );
}

#[test]
fn the_filters_show_the_chosen_analysis_period_and_category() {
    let page = page(AnalysisChoice {
        name: "backlog",
        last: "48h",
        category: Some(Category::TechnicalIt),
    });
    assert_eq!(page.text("h1"), "Backlog");
    assert_eq!(page.text("[aria-current=page]"), "Backlog");
    let kinds: Vec<String> = page
        .all(".sidebar [hx-post='/analysis']")
        .into_iter()
        .map(text)
        .collect();
    assert_eq!(kinds, ["Overview", "Backlog", "Resolution time", "Category load"]);
    let periods: Vec<&str> = page
        .all("[name=last]")
        .iter()
        .filter_map(|e| e.attr("value"))
        .collect();
    assert_eq!(
        periods,
        ["24h", "48h", "7d", "30d", "14d"],
        "no “all time” for the backlog"
    );
    assert_eq!(page.attr("[name=last][checked]", "value"), Some("48h"));
    assert_eq!(page.text("[name=category] [selected]"), "Technical IT");
    assert_eq!(page.attr("[name=name]", "value"), Some("backlog"));
}

#[test]
fn the_overview_loads_the_panel_of_each_analysis() {
    let overview = OverviewPage {
        header: header(Role::Helpdesk),
        kinds: &KINDS,
        zone: UsedZone::Known(chrono_tz::Europe::Rome),
    };
    let page = Page::of(&overview.html());
    assert_eq!(
        (page.text("h1"), page.text("[aria-current=page]")),
        ("Overview".into(), "Overview".into())
    );
    let forms = page.all("form[hx-post='/analysis_panel'][data-live]");
    let targets: Vec<_> = forms.iter().filter_map(|form| form.attr("hx-target")).collect();
    assert_eq!(
        targets,
        [
            "#overview-backlog-panel",
            "#overview-resolution-time-panel",
            "#overview-category-load-panel"
        ]
    );
    assert!(targets.iter().all(|target| page.has(&format!("{target}.panel"))));
    let names: Vec<_> = page
        .all("[name=name]")
        .iter()
        .filter_map(|input| input.attr("value"))
        .collect();
    assert_eq!(names, ["backlog", "resolution-time", "category-load"]);
}

#[test]
fn a_typed_period_is_in_the_fields_of_the_free_period() {
    let page = page(AnalysisChoice {
        name: "resolution-time",
        last: "90d",
        category: None,
    });
    assert_eq!(page.attr("[name=last][checked]", "value"), Some("90d"));
    assert_eq!(page.attr("[name=last][checked]", "id"), Some("free-period"));
    assert_eq!(page.attr("#free-amount", "value"), Some("90"));
    assert_eq!(page.text("#free-unit [selected]"), "days");
    assert!(page.has("[name=last][value='']"), "all time");
}

#[test]
fn a_typed_period_in_hours_selects_the_unit_hours() {
    let page = page(AnalysisChoice {
        name: "category-load",
        last: "5h",
        category: None,
    });
    assert_eq!(page.attr("#free-amount", "value"), Some("5"));
    assert_eq!(page.text("#free-unit [selected]"), "hours");
}

#[test]
fn the_export_uses_the_filters() {
    let page = page(AnalysisChoice {
        name: "category-load",
        last: "",
        category: None,
    });
    assert_eq!(
        page.attr("[hx-post='/export_csv']", "form"),
        Some("analysis-form")
    );
    assert!(page.has("[data-export-picture]"));
    assert_eq!(page.attr("[name=last][checked]", "value"), Some(""));
}

#[test]
fn an_unknown_analysis_shows_the_first_one() {
    assert_eq!(
        page(AnalysisChoice {
            name: "?",
            last: "",
            category: None
        })
        .text("h1"),
        "Backlog"
    );
}

#[test]
fn a_panel_whose_service_does_not_answer_repeats_its_request() {
    let page = Page::of(&AnalysisUnavailable.html());
    assert!(
        page.text("[role=status]")
            .starts_with("Analysis unavailable, retrying.")
    );
    assert!(
        page.attr("[role=status]", "hx-trigger")
            .unwrap()
            .starts_with("load delay:")
    );
    assert_eq!(page.attr("[role=status]", "hx-post"), Some("/analysis_panel"));
}
