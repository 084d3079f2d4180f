//! What makes a folder an analysis.

use chrono::{DateTime, Utc};
use serde::Serialize;
use ui::WallClock;
use ui::wall_clock::When;

use crate::{Calendar, Columns, Fact, Question};

/// An analysis: a name, and what it says of the tickets. Everything else (following the desk, serving,
/// refusing strangers) is the same for all of them and lives in this crate.
pub trait Analysis: Send + Sync + 'static {
    /// The name under which it is served.
    const NAME: &'static str;

    /// Whether it has an answer only for a period.
    const NEEDS_PERIOD: bool = false;

    /// The answer, in its JSON form.
    type Answer: Serialize;

    /// An analysis that knows of no ticket yet.
    fn begin(calendar: Calendar) -> Self;

    /// Hears that the ticket at `row` is now `after`. Only for analyses that keep more than the columns.
    fn hear(&mut self, _row: u32, _before: Option<Fact>, _after: Fact) {}

    /// Puts in order what was heard; called once after a number of changes, before the next answer.
    fn settle(&mut self, _columns: &Columns) {}

    /// The answer at this moment.
    fn answer(&self, columns: &Columns, question: &Question, moment: Moment) -> Self::Answer;

    /// The answer as an HTML fragment.
    ///
    /// # Errors
    /// Whatever keeps the chart or the template from being written.
    fn panel(answer: &Self::Answer, question: &Question, moment: Moment) -> anyhow::Result<String>;
}

/// When and where a question is asked.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Now, in whole milliseconds.
    pub now: DateTime<Utc>,
    /// The campus's calendar.
    pub calendar: Calendar,
    /// Since when the desk has not answered, if it doesn't: the figures may be that old.
    pub silent_since: Option<DateTime<Utc>>,
}

impl Moment {
    /// Since when the desk has not answered, in words for the page.
    #[must_use]
    pub fn silent_since(&self) -> Option<When> {
        let clock = WallClock {
            now: self.now,
            zone: self.calendar.zone,
        };
        self.silent_since.map(|since| clock.on(&since))
    }
}
