//! How well tickets are classified, and the training on the helpdesk's corrections: a note in the sidebar, and a page.

use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{Category, Confusions, Lesson, ModelVersion, Outcome, RightAnswers, Role, Share, Trial};

use crate::analyses::AnalysisKind;
use crate::analysis::{Chart, amount, counted};
use crate::entry::Header;
use crate::filters;
use crate::wall_clock::WallClock;

/// Shares of fewer tickets than this are grey.
const FEW: u64 = 20;

/// The state of training, `#learning`. It refreshes itself.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "classification/learning_note.html")]
pub struct LearningNote<'a> {
    /// The state.
    pub now: LearningNow<'a>,
    /// The time and its zone.
    pub clock: WallClock,
}

impl HtmlSafe for LearningNote<'_> {}

/// The state of training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LearningNow<'a> {
    /// There are no corrections yet.
    Nothing,
    /// Training runs.
    Running {
        /// The number of corrections and confirmations.
        corrections: u64,
        /// The number of confirmations among them.
        confirmed: u64,
        /// The progress in percent.
        percent: u64,
    },
    /// The trained model could not be saved.
    NotSaved {
        /// The reason as a clause.
        why: &'a str,
    },
    /// A trained model can no longer be used.
    Broken {
        /// The reason as a clause.
        why: &'a str,
    },
    /// The last training and its outcome.
    Ended(Lesson),
}

/// The accuracy of a trained model beside the shipped one, as a sentence. General problems are in the training of the
/// shipped version, and corrections are not in the training of either.
fn trial(trial: &Trial) -> String {
    let right_answers = |RightAnswers { of, before, after }: RightAnswers, what: &str| {
        let (of, before, after) = (amount(of), amount(before), amount(after));
        format!("{after} of {of} {what} (shipped version: {before})")
    };
    format!(
        "Right on texts that it was not trained on: {} and {}.",
        right_answers(trial.corrections, plural(trial.confirmed)),
        right_answers(trial.themes, "general problems")
    )
}

/// "8 corrections and 9 confirmations", of 17 in all.
fn corrections(all: &u64, confirmed: &u64) -> String {
    let changed = counted(all.saturating_sub(*confirmed), "correction");
    if *confirmed == 0 {
        changed
    } else {
        format!("{changed} and {}", counted(*confirmed, "confirmation"))
    }
}

/// What a lesson is tested with.
const fn plural(confirmed: u64) -> &'static str {
    if confirmed == 0 {
        "corrections"
    } else {
        "corrections and confirmations"
    }
}

/// The page, into `#page`.
#[derive(Debug, Template)]
#[template(path = "classification/page.html")]
pub struct ClassificationPage<'a> {
    /// The bar at the top.
    pub header: Header,
    /// All analyses, for the sidebar.
    pub kinds: &'a [AnalysisKind<'a>],
    /// The content of the page.
    pub figures: ClassificationFigures<'a>,
}

impl ClassificationPage<'_> {
    /// The current entry of the sidebar, which this page shares with the analyses.
    fn current(&self) -> &str {
        "classification"
    }
}

/// The content of the page, `#classification`.
#[derive(Debug, Template)]
#[template(path = "classification/figures.html")]
pub struct ClassificationFigures<'a> {
    /// The state of training.
    pub learning: LearningNote<'a>,
    /// The automatic and the right category of reviewed tickets.
    pub confusions: &'a Confusions,
    /// Corrections over time; `None` before the first.
    pub corrections: Option<CorrectionsOverTime>,
    /// The models, newest first; the shipped model is last.
    pub versions: Vec<VersionRow<'a>>,
    /// Whether the campus's server trains and chooses the versions.
    pub chosen_by_hub: bool,
}

impl HtmlSafe for ClassificationFigures<'_> {}

/// Corrections over time.
#[derive(Clone, Debug)]
pub struct CorrectionsOverTime {
    /// The corrections as a chart.
    pub chart: Chart,
    /// The unit of the rows: "Day", "Week of", "Month".
    pub by: &'static str,
    /// The time and the number of corrections of each row.
    pub rows: Vec<(String, u64)>,
}

/// A version of the model.
#[derive(Clone, Copy, Debug)]
pub struct VersionRow<'a> {
    /// The training; `None` for the shipped model.
    pub learned: Option<&'a ModelVersion>,
    /// The name of the version.
    pub version: &'a str,
    /// Whether this version is in use.
    pub in_use: bool,
    /// Whether this version can be used: its training started from this release's shipped model.
    pub usable: bool,
}

/// A share as text: "93 %", or a dash for a share of nothing.
struct Percent(Share);

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.percent() {
            // 100 % means that every ticket was right.
            Some(percent) if self.0.right < self.0.of => write!(f, "{} %", percent.round().min(99.0)),
            Some(percent) => write!(f, "{percent} %"),
            None => f.write_str("–"),
        }
    }
}

fn percent(share: &Share) -> Percent {
    Percent(*share)
}

impl ClassificationFigures<'_> {
    fn accuracy(&self) -> Share {
        self.confusions.accuracy()
    }

    fn reviewed(&self) -> u64 {
        self.accuracy().of
    }

    fn is_few(&self, share: &Share) -> bool {
        share.of < FEW
    }

    /// A row of the matrix: the tickets with this automatic category.
    fn cells(&self, classified: &Category) -> [Cell; 3] {
        Category::ALL.map(|category| Cell {
            classified: *classified,
            category,
            count: self.confusions.of(Some(*classified), Some(category)),
        })
    }
}

/// A cell of the matrix: the tickets with this automatic category and this right category.
struct Cell {
    classified: Category,
    category: Category,
    count: u64,
}

impl Cell {
    fn is_right(&self) -> bool {
        self.classified == self.category
    }

    /// The search for these tickets.
    fn query(&self) -> String {
        format!("classified:{} category:{}", self.classified, self.category)
    }

    fn label(&self) -> String {
        let (classified, category) = (self.classified.title(), self.category.title());
        format!(
            "{}: automatic category {classified}, right category {category}",
            counted(self.count, "ticket")
        )
    }
}
