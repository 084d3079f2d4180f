//! How many tickets of each category are open and active now.

use follower::{Columns, Fact, Moment, Question};
use serde::Serialize;
use tickets::{Category, Status};

/// All categories, in the order of [`Category::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoadFigures {
    pub categories: Vec<Load>,
}

/// The unclosed tickets of one category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Load {
    pub category: Category,
    pub active: u64,
    pub open: u64,
}

/// Counts the tickets that a question selects.
pub fn count(columns: &Columns, question: &Question, moment: Moment) -> LoadFigures {
    let selected = question.filter(columns, moment.now);
    let mut figures = LoadFigures::empty();
    for fact in columns.unclosed().filter(|fact| selected.matches(fact)) {
        figures.add(&fact);
    }
    figures
}

impl LoadFigures {
    fn empty() -> Self {
        let load = |category| Load {
            category,
            active: 0,
            open: 0,
        };
        Self {
            categories: Category::ALL.map(load).into(),
        }
    }

    fn add(&mut self, fact: &Fact) {
        let load = self
            .categories
            .iter_mut()
            .find(|load| load.category == fact.category);
        match (load, fact.status) {
            (Some(load), Status::Active) => load.active += 1,
            (Some(load), Status::Open) => load.open += 1,
            _ => {}
        }
    }
}
