//! The analysis resolution-time: how long tickets took from opening to closing, by the month in which they were opened.

mod durations;
mod figures;
mod month;
mod panel;
mod spread;
mod table;
#[cfg(test)]
mod tests;

use follower::{Analysis, Calendar, Columns, Fact, Moment, Question, Table};

use crate::figures::{ClosedByMonth, ResolutionFigures};

fn main() -> anyhow::Result<()> {
    follower::run::<ResolutionTime>()
}

struct ResolutionTime(ClosedByMonth);

impl Analysis for ResolutionTime {
    const NAME: &'static str = "resolution-time";

    type Answer = ResolutionFigures;

    fn empty(calendar: Calendar) -> Self {
        Self(ClosedByMonth::empty(calendar))
    }

    fn update(&mut self, row: u32, before: Option<Fact>, after: Fact) {
        self.0.update(row, before, after);
    }

    fn finish_batch(&mut self, columns: &Columns) {
        self.0.order(columns);
    }

    fn answer(&self, columns: &Columns, question: &Question, moment: Moment) -> ResolutionFigures {
        self.0.figures(columns, question, moment)
    }

    fn table(figures: &ResolutionFigures, moment: Moment) -> Table {
        table::table(figures, moment)
    }

    fn panel(figures: &ResolutionFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
        panel::draw(figures, question, moment)
    }
}
