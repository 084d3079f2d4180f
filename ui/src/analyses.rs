//! The page of the analyses: which one, of which period, of which category. The panels themselves are
//! drawn by the services (`analysis.rs`, `templates/analysis/`).

use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{Category, Role};

use crate::filters;

use crate::entry::Header;

/// One analysis that can be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnalysisKind<'a> {
    /// As it is called in commands: "backlog".
    pub name: &'a str,
    /// As people read it: "Backlog".
    pub title: &'a str,
    /// What it answers, in a sentence.
    pub question: &'a str,
    /// Whether it can look at all time; if not, a period must be chosen.
    pub all_time: bool,
}

/// The whole page, into `#page`. The panel asks for itself.
#[derive(Debug, Template)]
#[template(path = "analyses/analysis_page.html")]
pub struct AnalysisPage<'a> {
    /// The top.
    pub header: Header,
    /// All analyses.
    pub kinds: &'a [AnalysisKind<'a>],
    /// What is chosen.
    pub choice: AnalysisChoice<'a>,
}

/// What the helpdesk chose to analyse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnalysisChoice<'a> {
    /// Which analysis.
    pub name: &'a str,
    /// Which period: "48h", "7d"; empty for all time.
    pub last: &'a str,
    /// Which category; none for all.
    pub category: Option<Category>,
}

/// A period that is one click away.
#[derive(Clone, Copy, Debug)]
struct Preset {
    last: &'static str,
    title: &'static str,
}

const PRESETS: [Preset; 4] = [
    Preset {
        last: "24h",
        title: "24 hours",
    },
    Preset {
        last: "48h",
        title: "48 hours",
    },
    Preset {
        last: "7d",
        title: "7 days",
    },
    Preset {
        last: "30d",
        title: "30 days",
    },
];

impl AnalysisPage<'_> {
    /// What is marked in the sidebar.
    fn current(&self) -> &str {
        self.choice.name
    }

    /// The chosen analysis; the first where the choice names none.
    fn kind(&self) -> AnalysisKind<'_> {
        let chosen = self.kinds.iter().find(|kind| kind.name == self.choice.name);
        chosen.or(self.kinds.first()).copied().unwrap_or_default()
    }
}

impl AnalysisChoice<'_> {
    /// Whether the period is one that was typed.
    fn is_free(&self) -> bool {
        !self.last.is_empty() && PRESETS.iter().all(|preset| preset.last != self.last)
    }

    /// The period in the free field, where one is offered to start from.
    fn free(&self) -> &str {
        if self.is_free() { self.last } else { "14d" }
    }

    fn amount(&self) -> &str {
        self.free().trim_end_matches(['h', 'd'])
    }

    fn in_days(&self) -> bool {
        self.free().ends_with('d')
    }
}

/// Shown in place of the panel while its service does not answer. It asks again by itself.
#[derive(Debug, Template)]
#[template(path = "analyses/analysis_unavailable.html")]
pub struct AnalysisUnavailable;

impl HtmlSafe for AnalysisUnavailable {}
