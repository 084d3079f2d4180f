//! The analysis category-load: how many tickets of each category are open and active now.

mod figures;
mod panel;
#[cfg(test)]
mod tests;

use follower::{Analysis, Calendar, Columns, Moment, Question};

use crate::figures::LoadFigures;

fn main() -> anyhow::Result<()> {
    follower::run::<CategoryLoad>()
}

/// Counts in the columns, without a state of its own.
struct CategoryLoad;

impl Analysis for CategoryLoad {
    const NAME: &'static str = "category-load";

    type Answer = LoadFigures;

    fn empty(_calendar: Calendar) -> Self {
        Self
    }

    fn answer(&self, columns: &Columns, question: &Question, moment: Moment) -> LoadFigures {
        figures::count(columns, question, moment)
    }

    fn panel(figures: &LoadFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
        panel::draw(figures, question, moment)
    }
}
