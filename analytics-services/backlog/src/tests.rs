//! The figures and the panel of random histories, compared with counting plain tickets.

use follower::testing::{History, RenderedPanel, asked_at, histories, questions};
use follower::{Analysis, Calendar, Columns, Last, Moment, Question};
use proptest::prelude::*;

use crate::Backlog;
use crate::figures::BacklogFigures;

proptest! {
    #[test]
    fn the_counts_equal_those_of_plain_tickets(history in histories(), mut question in questions()) {
        question.last = question.last.or(Some(Last::Days(365)));
        let now = asked_at();
        let (figures, _) = history.replay::<Backlog>().answer(&question, now);

        let mut tickets = history.tickets();
        tickets.retain(|ticket| ticket.fact.2.is_none() && ticket.is_selected_by(&question, now));
        prop_assert_eq!(figures.count, tickets.len() as u64);
        prop_assert_eq!(figures.until - figures.since, question.last.expect("set above").length());
        for bucket in &figures.buckets {
            let within = bucket.from.timestamp_millis()..bucket.to.timestamp_millis();
            let here = tickets.iter().filter(|ticket| within.contains(&ticket.fact.1)).count();
            prop_assert_eq!(bucket.count, here as u64);
            prop_assert_eq!(bucket.by_category.iter().sum::<u64>(), bucket.count);
        }
        prop_assert_eq!(figures.buckets.iter().map(|bucket| bucket.count).sum::<u64>(), figures.count);
    }

    #[test]
    fn each_number_on_the_panel_opens_that_many_tickets(history in histories(), mut question in questions()) {
        question.last = question.last.or(Some(Last::Days(90)));
        let (figures, moment) = history.replay::<Backlog>().answer(&question, asked_at());
        let drawn = RenderedPanel::new(&Backlog::panel(&figures, &question, moment).expect("a panel"));

        for (value, query) in drawn.bars() {
            let found = query.map_or(0, |query| history.found(&query));
            prop_assert_eq!(value.unwrap_or_default(), found as f64);
        }
        let bars: f64 = drawn.bars().iter().filter_map(|bar| bar.0).sum();
        prop_assert_eq!(bars, figures.count as f64);
        for (query, _) in drawn.searches(".figure") {
            prop_assert_eq!(history.found(&query), figures.count);
        }
        let totals: u64 = drawn.texts("tbody td:last-child").iter().map(|words| number(words)).sum();
        prop_assert_eq!(totals, figures.count);
        let by_row: u64 = drawn.searches("tbody").iter().map(|(query, _)| history.found(query)).sum();
        prop_assert_eq!(by_row, figures.count);
    }
}

fn number(words: &str) -> u64 {
    words.replace(',', "").parse().expect("a number")
}

fn panel_of(history: &History, last: Last) -> RenderedPanel {
    let question = Question {
        last: Some(last),
        ..Question::default()
    };
    let (figures, moment) = history.replay::<Backlog>().answer(&question, asked_at());
    RenderedPanel::new(&Backlog::panel(&figures, &question, moment).expect("a panel"))
}

#[test]
fn a_period_without_a_ticket_has_a_note_and_no_chart() {
    let drawn = panel_of(&History::empty(), Last::Hours(48));
    assert_eq!(
        drawn.texts(".empty strong"),
        ["No tickets were opened in the last 48 hours."]
    );
    assert_eq!(drawn.option(), None);
}

#[test]
fn a_period_with_closed_tickets_only_has_a_note() {
    let drawn = panel_of(&History::of_one_closed_an_hour_ago(), Last::Days(2));
    assert_eq!(
        drawn.texts(".empty strong"),
        ["All tickets opened in the last 2 days are closed."]
    );
}

#[test]
fn html_in_a_place_is_shown_as_text() {
    let question = Question {
        last: Some(Last::Days(2)),
        place: Some("</script><img src=x onerror=alert(1)>".to_owned()),
        category: None,
    };
    let moment = Moment {
        now: asked_at(),
        calendar: Calendar {
            zone: chrono_tz::Europe::Rome,
        },
        silent_since: Some(asked_at()),
    };
    let figures = BacklogFigures {
        count: 1,
        any_opened: true,
        ..Backlog.answer(&Columns::default(), &question, moment)
    };
    let html = Backlog::panel(&figures, &question, moment).expect("a panel");
    let drawn = RenderedPanel::new(&html);
    assert!(drawn.texts("img").is_empty(), "{html}");
    assert!(
        drawn.texts(".figure")[0].contains("</script><img src=x onerror=alert(1)>"),
        "{html}"
    );
    assert_eq!(drawn.texts(".stale").len(), 1);
}
