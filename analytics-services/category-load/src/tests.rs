//! The figures and the panel of random histories, compared with counting plain tickets.

use follower::Analysis;
use follower::testing::{RenderedPanel, asked_at, histories, questions};
use proptest::prelude::*;
use tickets::{Category, Status};

use crate::CategoryLoad;
use crate::figures::Load;

proptest! {
    #[test]
    fn the_counts_equal_those_of_plain_tickets(history in histories(), question in questions()) {
        let now = asked_at();
        let (figures, _) = history.replay::<CategoryLoad>().answer(&question, now);

        let tickets = history.tickets();
        let count = |category, status| {
            let here = tickets.iter().filter(|ticket| ticket.is_selected_by(&question, now));
            here.filter(|ticket| (ticket.fact.3, ticket.fact.4) == (status, category)).count() as u64
        };
        for (load, category) in figures.categories.iter().zip(Category::ALL) {
            let expected = Load {
                category,
                active: count(category, Status::Active),
                open: count(category, Status::Open),
            };
            prop_assert_eq!(load, &expected);
        }
        prop_assert_eq!(figures.categories.len(), 3);
        let (_, moment) = history.replay::<CategoryLoad>().answer(&question, now);
        let rows = CategoryLoad::table(&figures, moment).rows;
        for (row, load) in rows.iter().zip(&figures.categories) {
            let expected = [load.category.to_string(), load.active.to_string(), load.open.to_string()];
            prop_assert_eq!(row, &expected);
        }
    }

    #[test]
    fn each_number_on_the_panel_opens_that_many_tickets(history in histories(), question in questions()) {
        let (figures, moment) = history.replay::<CategoryLoad>().answer(&question, asked_at());
        let drawn = RenderedPanel::new(&CategoryLoad::panel(&figures, &question, moment).expect("a panel"));

        let all: u64 = figures.categories.iter().map(|load| load.active + load.open).sum();
        for (value, query) in drawn.bars() {
            let found = query.map_or(0, |query| history.found(&query));
            prop_assert_eq!(value, Some(found as f64));
        }
        prop_assert_eq!(drawn.bars().iter().filter_map(|bar| bar.0).sum::<f64>(), all as f64);
        for (query, count) in drawn.searches("tbody") {
            prop_assert_eq!(history.found(&query).to_string(), count);
        }
        prop_assert_eq!(drawn.option().is_some(), all > 0);
        prop_assert_eq!(drawn.texts(".empty").len(), usize::from(all == 0));
    }
}
