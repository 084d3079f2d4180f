//! The page of an analysis: the choice of analysis, period and category. The services render the panel in it
//! (`analysis.rs`).

use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{Category, Role};

use crate::entry::Header;
use crate::filters;

/// An analysis in the sidebar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnalysisKind<'a> {
    /// The name in commands: "backlog".
    pub name: &'a str,
    /// The name on screen: "Backlog".
    pub title: &'a str,
    /// The question that it answers, as a sentence.
    pub question: &'a str,
    /// Whether the period "all time" is offered.
    pub all_time: bool,
}

/// The whole page, into `#page`. It loads its panel by a second command.
#[derive(Debug, Template)]
#[template(path = "analyses/analysis_page.html")]
pub struct AnalysisPage<'a> {
    /// The bar at the top.
    pub header: Header,
    /// All analyses, in the order of the sidebar.
    pub kinds: &'a [AnalysisKind<'a>],
    /// The values of the filters.
    pub choice: AnalysisChoice<'a>,
    /// The time zone of days and months.
    pub zone: UsedZone,
}

/// All analyses together on one page, into `#page`. Each panel is loaded by a command of its own.
#[derive(Debug, Template)]
#[template(path = "analyses/overview_page.html")]
pub struct OverviewPage<'a> {
    /// The bar at the top.
    pub header: Header,
    /// All analyses, in the order of the sidebar.
    pub kinds: &'a [AnalysisKind<'a>],
    /// The time zone of days and months.
    pub zone: UsedZone,
}

impl OverviewPage<'_> {
    /// The name in commands.
    pub const NAME: &'static str = "overview";

    /// The current entry of the sidebar.
    fn current(&self) -> &str {
        Self::NAME
    }
}

/// The time zone of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsedZone {
    /// The campus's or the computer's zone.
    Known(chrono_tz::Tz),
    /// UTC, because neither the settings nor the computer name a zone.
    Unknown,
}

/// The values of the filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnalysisChoice<'a> {
    /// The name of the analysis.
    pub name: &'a str,
    /// The period: "48h", "7d"; empty for all time.
    pub last: &'a str,
    /// The category; `None` for all.
    pub category: Option<Category>,
}

/// A period with a button of its own.
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
    /// The current entry of the sidebar.
    fn current(&self) -> &str {
        self.choice.name
    }

    /// The chosen analysis; the first if the name is unknown.
    fn kind(&self) -> AnalysisKind<'_> {
        let chosen = self.kinds.iter().find(|kind| kind.name == self.choice.name);
        chosen.or(self.kinds.first()).copied().unwrap_or_default()
    }
}

impl AnalysisChoice<'_> {
    /// Whether the period was typed: it is no preset.
    fn is_free(&self) -> bool {
        !self.last.is_empty() && PRESETS.iter().all(|preset| preset.last != self.last)
    }

    /// The period in the free field; two weeks as a start.
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

/// Replaces the panel while its service does not answer. It repeats the request every second.
#[derive(Debug, Template)]
#[template(path = "analyses/analysis_unavailable.html")]
pub struct AnalysisUnavailable;

impl HtmlSafe for AnalysisUnavailable {}
