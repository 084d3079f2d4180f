//! How many tickets each category has open and active, now.

use follower::{Analysis, Calendar, Columns, Fact, Moment, Question};
use serde::Serialize;
use tickets::{Category, Status};

use crate::panel;

/// The analysis; it needs nothing but the columns.
pub struct CategoryLoad;

/// All categories, in their usual order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loads {
    pub categories: Vec<Load>,
}

/// What the helpdesk has to do in one category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Load {
    pub category: Category,
    /// Tickets that are being worked on.
    pub active: u64,
    /// Tickets that nobody has taken on yet.
    pub open: u64,
}

impl Analysis for CategoryLoad {
    const NAME: &'static str = "category-load";

    type Answer = Loads;

    fn begin(_calendar: Calendar) -> Self {
        Self
    }

    fn answer(&self, columns: &Columns, question: &Question, moment: Moment) -> Loads {
        let meant = question.test(columns, moment.now);
        let mut loads = Loads::none();
        for fact in columns.unclosed().filter(|fact| meant.holds(fact)) {
            loads.count(&fact);
        }
        loads
    }

    fn panel(answer: &Self::Answer, question: &Question, moment: Moment) -> anyhow::Result<String> {
        panel::draw(answer, question, moment)
    }
}

impl Loads {
    fn none() -> Self {
        let categories = Category::ALL.into_iter();
        let categories = categories.map(|category| Load {
            category,
            active: 0,
            open: 0,
        });
        Self {
            categories: categories.collect(),
        }
    }

    fn count(&mut self, fact: &Fact) {
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

#[cfg(test)]
mod tests {
    use follower::testing::{asked_at, histories, questions};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_counts_what_counting_by_hand_counts(history in histories(), question in questions()) {
            let now = asked_at();
            let (answer, _) = history.board::<CategoryLoad>().answer(&question, now);

            let tickets = history.tickets();
            let count = |category, status| {
                let here = tickets.iter().filter(|ticket| ticket.is_meant(&question, now));
                here.filter(|ticket| (ticket.fact.3, ticket.fact.4) == (status, category)).count() as u64
            };
            for (load, category) in answer.categories.iter().zip(Category::ALL) {
                let by_hand = Load {
                    category,
                    active: count(category, Status::Active),
                    open: count(category, Status::Open),
                };
                prop_assert_eq!(load, &by_hand);
            }
            prop_assert_eq!(answer.categories.len(), 3);
        }
    }
}
