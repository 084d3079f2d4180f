//! The panel: two bars for each category, what is worked on and what waits.

use anyhow::Context;
use follower::chart::{Bar, Bars, Plan, colour_of};
use follower::{Moment, Question, Search};
use tickets::Status;
use ui::analysis::{CategoryLoad, CategoryLoadRow, Chart, amount};

use crate::category_load::{Load, Loads};

/// The panel as an HTML fragment.
pub fn draw(loads: &Loads, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let asked = loads.categories.iter();
    let asked = asked.filter(|load| question.category.is_none_or(|category| category == load.category));
    let rows: Vec<_> = asked.map(|load| row(load, question, moment)).collect();
    let panel = CategoryLoad {
        scope: question.scope(),
        chart: chart(&rows)?,
        rows,
        silent_since: moment.silent_since(),
    };
    askama::Template::render(&panel).context("filling the panel")
}

fn row(load: &Load, question: &Question, moment: Moment) -> CategoryLoadRow {
    let search = |status, count| {
        let search = Search::about(question, moment.calendar)
            .status(status)
            .category(load.category);
        let since = question.last.map(|last| last.since(moment.now));
        let search = match since {
            Some(since) => search.opened(since, moment.now),
            None => search,
        };
        (count > 0).then(|| search.text())
    };
    CategoryLoadRow {
        category: load.category,
        active: load.active,
        open: load.open,
        active_query: search(Status::Active, load.active),
        open_query: search(Status::Open, load.open),
    }
}

fn chart(rows: &[CategoryLoadRow]) -> anyhow::Result<Chart> {
    let active = |row: &CategoryLoadRow| bar(row, row.active, "active", row.active_query.as_ref());
    let open = |row: &CategoryLoadRow| Bar {
        pale: true,
        ..bar(row, row.open, "open", row.open_query.as_ref())
    };
    let bars = |name: &str, bar: &dyn Fn(&CategoryLoadRow) -> Bar| Bars {
        name: name.to_owned(),
        colour: "var(--accent)",
        bars: rows.iter().map(bar).collect(),
    };
    Plan {
        finding: finding(rows),
        names: rows.iter().map(|row| row.category.title().to_owned()).collect(),
        unit: "{value}",
        lying: true,
        stacked: false,
        bars: vec![bars("Active", &active), bars("Open", &open)],
        lines: Vec::new(),
    }
    .draw()
}

fn bar(row: &CategoryLoadRow, count: u64, what: &str, query: Option<&String>) -> Bar {
    let label = format!("{} {what}", amount(count));
    Bar {
        value: Some(count as f64),
        hint: format!("{}: {label}", row.category.title()),
        label,
        query: query.cloned(),
        pale: false,
        colour: Some(colour_of(row.category)),
    }
}

/// Which category has the most to do, if one has.
fn finding(rows: &[CategoryLoadRow]) -> String {
    let [only] = rows else {
        return most_loaded(rows);
    };
    format!(
        "{}: {} active, {} open",
        only.category.title(),
        amount(only.active),
        amount(only.open)
    )
}

fn most_loaded(rows: &[CategoryLoadRow]) -> String {
    let most = rows.iter().map(|row| row.active).max().unwrap_or_default();
    let mut with_most = rows.iter().filter(|row| row.active == most && most > 0);
    match (with_most.next(), with_most.next()) {
        (Some(row), None) => format!(
            "{} has the most in work: {} active",
            row.category.title(),
            amount(most)
        ),
        (Some(_), Some(_)) => "No category has more in work than all others".to_owned(),
        _ => "Nothing is in work".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use follower::Analysis;
    use follower::testing::{Drawn, asked_at, histories, questions};
    use proptest::prelude::*;

    use crate::category_load::CategoryLoad as Analysed;

    proptest! {
        #[test]
        fn every_number_leads_to_as_many_tickets(history in histories(), question in questions()) {
            let (answer, moment) = history.board::<Analysed>().answer(&question, asked_at());
            let drawn = Drawn::new(&Analysed::panel(&answer, &question, moment).expect("a panel"));

            let all: u64 = answer.categories.iter().map(|load| load.active + load.open).sum();
            for (value, query) in drawn.bars() {
                let found = query.map_or(0, |query| history.found(&query));
                prop_assert_eq!(value, Some(found as f64));
            }
            prop_assert_eq!(drawn.bars().iter().filter_map(|bar| bar.0).sum::<f64>(), all as f64);
            for (query, count) in drawn.searches("tbody") {
                prop_assert_eq!(history.found(&query).to_string(), count);
            }
            prop_assert_eq!(drawn.option().is_some(), all > 0);
            prop_assert_eq!(drawn.words(".empty").len(), usize::from(all == 0));
        }
    }
}
