//! The figures and the panel of random histories, compared with computing on plain tickets.

use std::collections::BTreeMap;

use chrono::DateTime;
use follower::testing::{RenderedPanel, asked_at, histories, questions};
use follower::{Analysis, Question};
use proptest::prelude::*;

use crate::ResolutionTime;

/// From the definition: between the two neighbours around the position q (n - 1).
fn percentile(durations: &[f64], q: f64) -> f64 {
    let position = q * (durations.len() - 1) as f64;
    let neighbours = durations.windows(2).enumerate();
    let mut between = neighbours.filter_map(|(rank, pair)| {
        let beyond = position - rank as f64;
        (0.0..=1.0)
            .contains(&beyond)
            .then(|| pair[0] + (pair[1] - pair[0]) * beyond)
    });
    between.next().unwrap_or(durations[0])
}

proptest! {
    #[test]
    fn the_figures_equal_those_of_plain_tickets(history in histories(), question in questions(), all in any::<bool>()) {
        let question = if all { Question::default() } else { question };
        let now = asked_at();
        let (figures, _) = history.replay::<ResolutionTime>().answer(&question, now);

        let mut expected: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for ticket in history.tickets().iter().filter(|ticket| ticket.is_selected_by(&question, now)) {
            let opened = DateTime::from_timestamp_millis(ticket.fact.1).expect("a time");
            let month = opened.with_timezone(&history.calendar.zone).format("%Y-%m").to_string();
            let lasted = ticket.fact.2.map(|closed| (closed - ticket.fact.1) as f64 / 1000.0);
            if let Some(lasted) = lasted {
                expected.entry(month).or_default().push(lasted);
            }
        }
        let months = serde_json::to_value(&figures).expect("JSON");
        let months = months["months"].as_array().expect("months").clone();
        prop_assert_eq!(months.len(), expected.len());
        for (figures, (month, lasted)) in months.iter().zip(&mut expected) {
            lasted.sort_by(f64::total_cmp);
            let near = |name: &str, value: f64| (figures[name].as_f64().expect("a number") - value).abs() < 0.001;
            prop_assert_eq!(figures["month"].as_str(), Some(month.as_str()));
            prop_assert_eq!(figures["closed"].as_u64(), Some(lasted.len() as u64));
            prop_assert!(near("mean_seconds", lasted.iter().sum::<f64>() / lasted.len() as f64), "{figures}");
            prop_assert!(near("median_seconds", percentile(lasted, 0.5)), "{figures}");
            prop_assert!(near("p90_seconds", percentile(lasted, 0.9)), "{figures}");
        }
    }

    #[test]
    fn each_month_on_the_panel_opens_its_tickets(history in histories(), question in questions()) {
        let (figures, moment) = history.replay::<ResolutionTime>().answer(&question, asked_at());
        let drawn = RenderedPanel::new(&ResolutionTime::panel(&figures, &question, moment).expect("a panel"));

        let bars = drawn.bars().into_iter().filter_map(|bar| bar.1);
        let found: Vec<u64> = bars.map(|query| history.found(&query)).collect();
        let closed: Vec<u64> = figures.months.iter().map(|month| month.closed).collect();
        prop_assert_eq!(&found, &closed);
        let rows = drawn.searches("tbody").into_iter().map(|(query, _)| history.found(&query));
        prop_assert_eq!(rows.collect::<Vec<_>>(), closed);
        prop_assert_eq!(drawn.texts(".empty").len(), usize::from(figures.months.is_empty()));
    }
}
