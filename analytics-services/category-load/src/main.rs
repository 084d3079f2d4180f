//! The analysis category-load: how many tickets of each category are open and active now.

mod figures;
mod panel;
#[cfg(test)]
mod tests;

use follower::{Analysis, Calendar, Columns, Moment, Question, Table};

use crate::figures::{Load, LoadFigures};

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

    fn table(figures: &LoadFigures, _moment: Moment) -> Table {
        let row = |load: &Load| {
            vec![
                load.category.as_str().to_owned(),
                load.active.to_string(),
                load.open.to_string(),
            ]
        };
        Table {
            header: ["category", "active", "open"].map(str::to_owned).into(),
            rows: figures.categories.iter().map(row).collect(),
        }
    }

    fn panel(figures: &LoadFigures, question: &Question, moment: Moment) -> anyhow::Result<String> {
        panel::draw(figures, question, moment)
    }
}
