//! How well tickets are classified, and what the desk learns from the helpdesk: a line beside the queue, and a page.

use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{Category, Confusions, Lesson, ModelVersion, Outcome, RightAnswers, Share, Trial};

use crate::analyses::AnalysisKind;
use crate::analysis::{Chart, amount, counted};
use crate::entry::Header;
use crate::filters;
use crate::wall_clock::WallClock;
use tickets::Role;

/// Shares that stand on fewer tickets than this are shown paler.
const FEW: u64 = 20;

/// What is going on with learning, `#learning`: a line that refreshes itself.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "classification/learning_note.html")]
pub struct LearningNote<'a> {
    /// What there is to say.
    pub now: LearningNow<'a>,
    /// What time it is.
    pub clock: WallClock,
}

impl HtmlSafe for LearningNote<'_> {}

/// What is going on with learning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LearningNow<'a> {
    /// Nothing yet: nobody has corrected anything.
    Nothing,
    /// It is being learned.
    Running {
        /// From how many corrections.
        corrections: u64,
        /// How much of it is done, in percent.
        percent: u64,
    },
    /// What was learned could not be kept.
    NotSaved {
        /// Why.
        why: &'a str,
    },
    /// A model that was learned here can no longer be used.
    Broken {
        /// Why.
        why: &'a str,
    },
    /// The last lesson.
    Ended(Lesson),
}

/// What came of learning, where it was tried, in a sentence.
fn trial(trial: &Trial) -> String {
    let tally = |RightAnswers { of, before, after }: RightAnswers, what: &str| {
        let (of, before, after) = (amount(of), amount(before), amount(after));
        format!("{after} of {of} {what} (shipped version: {before})")
    };
    format!(
        "Right on texts not used for training: {} and {}.",
        tally(trial.corrections, "corrections"),
        tally(trial.themes, "general problems")
    )
}

fn corrections(count: &u64) -> String {
    counted(*count, "correction")
}

/// The page, into `#page`.
#[derive(Debug, Template)]
#[template(path = "classification/page.html")]
pub struct ClassificationPage<'a> {
    /// The top.
    pub header: Header,
    /// All analyses, which stand beside it.
    pub kinds: &'a [AnalysisKind<'a>],
    /// What it shows.
    pub figures: ClassificationFigures<'a>,
}

impl ClassificationPage<'_> {
    /// What is marked in the sidebar, which stands beside the analyses too.
    fn current(&self) -> &str {
        "classification"
    }
}

/// All that the page shows, `#classification`.
#[derive(Debug, Template)]
#[template(path = "classification/figures.html")]
pub struct ClassificationFigures<'a> {
    /// What is going on with learning.
    pub learning: LearningNote<'a>,
    /// How the tickets that the helpdesk has looked at were classified, and where they belong.
    pub confusions: &'a Confusions,
    /// Corrections over time; none before the first.
    pub corrections: Option<CorrectionsOverTime>,
    /// The models, the shipped one last.
    pub versions: Vec<VersionRow<'a>>,
}

impl HtmlSafe for ClassificationFigures<'_> {}

/// Corrections over time.
#[derive(Clone, Debug)]
pub struct CorrectionsOverTime {
    /// As a chart.
    pub chart: Chart,
    /// What the rows count by: "Day", "Week of", "Month".
    pub by: &'static str,
    /// The same numbers: when, and how many.
    pub rows: Vec<(String, u64)>,
}

/// A model that can classify.
#[derive(Clone, Copy, Debug)]
pub struct VersionRow<'a> {
    /// What was learned; none for the shipped model.
    pub learned: Option<&'a ModelVersion>,
    /// Its name.
    pub version: &'a str,
    /// Whether it classifies now.
    pub in_use: bool,
    /// Whether it could: what was learned over an older release's model cannot.
    pub usable: bool,
}

/// A share as people read it: "93 %", or a dash where it stands on nothing.
struct Percent(Share);

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.percent() {
            // Not all is right where something was wrong.
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

    fn looked_at(&self) -> u64 {
        self.accuracy().of
    }

    fn is_few(&self, share: &Share) -> bool {
        share.of < FEW
    }

    /// The cells of a row of the matrix.
    fn cells(&self, classified: &Category) -> [Cell; 3] {
        Category::ALL.map(|category| Cell {
            classified: *classified,
            category,
            count: self.confusions.of(Some(*classified), Some(category)),
        })
    }
}

/// A cell of the matrix: tickets that were classified under one category and belong to another.
struct Cell {
    classified: Category,
    category: Category,
    count: u64,
}

impl Cell {
    fn is_right(&self) -> bool {
        self.classified == self.category
    }

    /// The search for its tickets.
    fn query(&self) -> String {
        format!("classified:{} category:{}", self.classified, self.category)
    }

    fn words(&self) -> String {
        let (classified, category) = (self.classified.title(), self.category.title());
        format!(
            "{}: automatic category {classified}, right category {category}",
            counted(self.count, "ticket")
        )
    }
}
