//! The analyses, and the accuracy of the classifier.

use tickets::{Category, Confusions, ModelVersion, Role};
use ui::Fragment;
use ui::analyses::{AnalysisChoice, AnalysisKind, AnalysisPage, AnalysisUnavailable, UsedZone};
use ui::classification::{ClassificationPage, LearningNow};

use super::{State, state};
use crate::fixtures::{confusions, figures, header, lesson, models};

pub const KINDS: [AnalysisKind<'static>; 3] = [
    AnalysisKind {
        name: "backlog",
        title: "Backlog",
        question: "What was opened in a period and is not closed yet?",
        all_time: false,
    },
    AnalysisKind {
        name: "resolution-time",
        title: "Resolution time",
        question: "How long does it take from opening to closing?",
        all_time: true,
    },
    AnalysisKind {
        name: "category-load",
        title: "Category load",
        question: "What are we working on?",
        all_time: true,
    },
];

pub fn analysis_pages() -> Vec<State> {
    let backlog = AnalysisChoice {
        name: "backlog",
        last: "48h",
        category: None,
    };
    let free = AnalysisChoice {
        name: "resolution-time",
        last: "90d",
        category: Some(Category::TechnicalIt),
    };
    vec![
        state(
            "analysis-loading",
            analysis(
                backlog,
                r#"<div class="computing" role="status"><p>Loading…</p></div>"#,
            ),
        ),
        state(
            "analysis-unavailable",
            analysis(free, &AnalysisUnavailable.html()),
        ),
    ]
}

fn analysis(choice: AnalysisChoice<'_>, panel: &str) -> String {
    AnalysisPage {
        header: header(Role::Helpdesk),
        kinds: &KINDS,
        choice,
        zone: UsedZone::Known(chrono_tz::Europe::Rome),
    }
    .html()
    .replacen(
        r#"<div class="computing" role="status"><p>Loading…</p></div>"#,
        panel,
        1,
    )
}

pub fn classification_pages() -> Vec<State> {
    let page = |name, now, confusions: &Confusions, models: &[ModelVersion]| {
        let page = ClassificationPage {
            header: header(Role::Helpdesk),
            kinds: &KINDS,
            figures: figures(now, confusions, models),
        };
        state(name, page.html())
    };
    let running = LearningNow::Running {
        corrections: 12,
        confirmed: 0,
        percent: 40,
    };
    let taken = LearningNow::Ended(lesson());
    vec![
        page(
            "classification-empty",
            LearningNow::Nothing,
            &Confusions::default(),
            &[],
        ),
        page("classification-learning", running, &confusions(), &models()[1..]),
        page("classification", taken, &confusions(), &models()),
    ]
}
