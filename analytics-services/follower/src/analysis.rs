//! What each analysis implements.

use chrono::{DateTime, Utc};
use serde::Serialize;
use ui::WallClock;
use ui::wall_clock::When;

use crate::{Calendar, Columns, Fact, Question, Table};

/// An analysis: a name, and the figures that it computes from the tickets. Following the desk, serving requests and
/// rejecting them is the same for all analyses and is part of this crate.
pub trait Analysis: Send + Sync + 'static {
    /// The analysis is served at `/NAME`.
    const NAME: &'static str;

    /// Whether a question without a period is rejected.
    const NEEDS_PERIOD: bool = false;

    /// The figures; serialized, they are the JSON answer.
    type Answer: Serialize;

    /// The analysis of no tickets.
    fn empty(calendar: Calendar) -> Self;

    /// The ticket at `row` changed. For analyses with a state beside the columns.
    fn update(&mut self, _row: u32, _before: Option<Fact>, _after: Fact) {}

    /// Called once after a batch of updates, before the next answer.
    fn finish_batch(&mut self, _columns: &Columns) {}

    /// The figures at this moment.
    fn answer(&self, columns: &Columns, question: &Question, moment: Moment) -> Self::Answer;

    /// The figures as a table for a spreadsheet: in local time, durations in hours.
    fn table(answer: &Self::Answer, moment: Moment) -> Table;

    /// The figures as an HTML fragment. It fails if the chart or the template cannot be rendered.
    fn panel(answer: &Self::Answer, question: &Question, moment: Moment) -> anyhow::Result<String>;
}

/// The time and place of a question.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The current time, in whole milliseconds.
    pub now: DateTime<Utc>,
    /// The campus's calendar.
    pub calendar: Calendar,
    /// The time of the desk's last answer, while the desk does not answer: the figures are that old.
    pub silent_since: Option<DateTime<Utc>>,
}

impl Moment {
    /// [`Self::silent_since`] as text for the page.
    #[must_use]
    pub fn silent_since(&self) -> Option<When> {
        let clock = WallClock {
            now: self.now,
            zone: self.calendar.zone,
        };
        self.silent_since.map(|since| clock.on(&since))
    }
}
