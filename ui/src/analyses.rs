//! The page of the analyses: which one, of which period, of which category. The panels themselves are
//! drawn by the services (`analysis.rs`, `templates/analysis/`).

use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{Category, Role};

use crate::filters;

use crate::entry::Header;

/// One analysis that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[template(path = "analyses/page.html")]
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

impl AnalysisChoice<'_> {
    /// The number of the free period.
    fn amount(&self) -> &str {
        self.last.trim_end_matches(['h', 'd'])
    }

    fn in_days(&self) -> bool {
        self.last.ends_with('d')
    }
}

/// Shown in place of the panel while its service does not answer. It asks again by itself.
#[derive(Debug, Template)]
#[template(path = "analyses/unavailable.html")]
pub struct AnalysisUnavailable<'a> {
    /// What is chosen.
    pub choice: AnalysisChoice<'a>,
}

impl HtmlSafe for AnalysisUnavailable<'_> {}
