//! The analysis backlog: how many tickets are not closed now, by age; and how many of them were opened in a period.

mod ages;
mod buckets;
mod by_category;
mod figures;
mod finding;
mod panel;
mod table;
#[cfg(test)]
mod tests;

use follower::{Analysis, Calendar, Columns, Moment, Question, Table};

use crate::figures::BacklogFigures;

fn main() -> anyhow::Result<()> {
    follower::run::<Backlog>()
}

/// Counts in the columns, without a state of its own.
struct Backlog;

impl Analysis for Backlog {
    const NAME: &'static str = "backlog";
    const NEEDS_PERIOD: bool = true;

    type Answer = BacklogFigures;

    fn empty(_calendar: Calendar) -> Self {
        Self
    }

    fn answer(&self, columns: &Columns, question: &Question, moment: Moment) -> BacklogFigures {
        figures::count(columns, question, moment)
    }

    fn table(figures: &BacklogFigures, moment: Moment) -> Table {
        table::table(figures, moment)
    }

    fn panel(figures: &BacklogFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
        panel::draw(figures, question, moment)
    }
}
