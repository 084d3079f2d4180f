//! The figures and the panel of random histories, compared with computing on plain tickets.

use std::collections::BTreeMap;

use chrono::DateTime;
use follower::testing::{History, RenderedPanel, asked_at, histories, questions};
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
        let mut left_out = 0;
        for ticket in history.tickets().iter().filter(|ticket| ticket.is_selected_by(&question, now)) {
            let opened = DateTime::from_timestamp_millis(ticket.fact.1).expect("a time");
            let month = opened.with_timezone(&history.calendar.zone).format("%Y-%m").to_string();
            let lasted = ticket.fact.2.map(|closed| (closed - ticket.fact.1) as f64 / 1000.0);
            match lasted {
                // Closed at the moment of its opening: dated in the future.
                Some(0.0) => left_out += 1,
                Some(lasted) => expected.entry(month).or_default().push(lasted),
                None => {}
            }
        }
        prop_assert_eq!(figures.left_out, left_out);
        let mut all = expected.values().flatten().copied().collect::<Vec<_>>();
        all.sort_by(f64::total_cmp);
        prop_assert_eq!(figures.overall.map_or(0, |overall| overall.closed), all.len() as u64);
        if let Some(overall) = figures.overall {
            let pairs = [(overall.median_seconds, 0.5), (overall.p90_seconds, 0.9)];
            prop_assert!(pairs.iter().all(|(figure, q)| (figure - percentile(&all, *q)).abs() < 0.001), "{overall:?}");
            prop_assert!((overall.mean_seconds - all.iter().sum::<f64>() / all.len() as f64).abs() < 0.001);
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
        // A month's search cannot leave out the tickets without a real duration.
        let closed: Vec<u64> = figures.months.iter().map(|month| month.spread.closed + month.left_out).collect();
        let medians_and_averages = [closed.clone(), closed.clone()].concat();
        prop_assert_eq!(&found, &medians_and_averages);
        let rows = drawn.searches("tbody").into_iter().map(|(query, _)| history.found(&query));
        prop_assert_eq!(rows.collect::<Vec<_>>(), closed);
        prop_assert_eq!(drawn.texts(".empty").len(), usize::from(figures.months.is_empty()));
    }
}

/// A laptop's clock is two days ahead: the helpdesk closes the ticket before it is opened, by the other clocks.
#[test]
fn a_ticket_that_is_dated_in_the_future_is_left_out_and_named() {
    let tickets = [(-48, -48), (10, 8)];
    let history = History::of_closed(&tickets);
    let (figures, moment) = history
        .replay::<ResolutionTime>()
        .answer(&Question::default(), asked_at());
    let overall = figures.overall.expect("a ticket");
    assert_eq!((overall.closed, overall.median_seconds), (1, 7200.0));
    assert_eq!(figures.left_out, 1);
    let panel = ResolutionTime::panel(&figures, &Question::default(), moment).expect("a panel");
    let note = RenderedPanel::new(&panel).texts(".left-out");
    assert_eq!(
        note,
        [
            "1 closed ticket is left out: it has no real duration, because a computer’s clock was ahead or because opening and closing have the same time."
        ]
    );
}

#[test]
fn the_table_has_durations_in_hours() {
    let history = History::of_closed(&[(-48, -48), (10, 8), (10, 7), (24 * 40, 24 * 39)]);
    let (figures, moment) = history
        .replay::<ResolutionTime>()
        .answer(&Question::default(), asked_at());
    let table = ResolutionTime::table(&figures, moment);
    assert_eq!(
        table.header.join(","),
        "month,month_is_over,closed,left_out,median_hours,average_hours,p90_hours"
    );
    let rows: Vec<String> = table.rows.iter().map(|row| row.join(",")).collect();
    assert_eq!(
        rows,
        [
            "2026-03,yes,1,0,24.00,24.00,24.00",
            "2026-04,no,2,1,2.50,2.50,2.90"
        ]
    );
}
