//! The figures and the panel of random histories, compared with counting plain tickets.

use follower::testing::{History, RenderedPanel, asked_at, histories, questions};
use follower::{Analysis, Calendar, Columns, Last, Moment, Question};
use proptest::prelude::*;
use tickets::Category;

use crate::Backlog;
use crate::ages::Oldest;
use crate::by_category::ByCategory;
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
            prop_assert_eq!(bucket.by_category.0.iter().sum::<u64>(), bucket.count);
        }
        prop_assert_eq!(figures.buckets.iter().map(|bucket| bucket.count).sum::<u64>(), figures.count);
    }

    #[test]
    fn everything_that_is_not_closed_is_in_its_age(history in histories(), mut question in questions()) {
        question.last = question.last.or(Some(Last::Days(2)));
        let now = asked_at();
        let (figures, moment) = history.replay::<Backlog>().answer(&question, now);
        let all_time = Question { last: None, ..question };
        let mut tickets = history.tickets();
        tickets.retain(|ticket| ticket.fact.2.is_none() && ticket.is_selected_by(&all_time, now));

        let unclosed = &figures.unclosed;
        prop_assert_eq!(unclosed.count, tickets.len() as u64);
        let day = |ms| moment.calendar.local(follower::moment(ms)).date_naive();
        let days = |opened| (day(now.timestamp_millis()) - day(opened)).num_days();
        let limits = [i64::MIN..1, 1..8, 8..31, 31..i64::MAX];
        for (group, limits) in unclosed.ages.iter().zip(limits) {
            let mut here = ByCategory::default();
            let of_age = tickets.iter().filter(|ticket| limits.contains(&days(ticket.fact.1)));
            of_age.for_each(|ticket| here.add(ticket.fact.4));
            prop_assert_eq!(group.by_category, here, "{:?}", group.age);
            prop_assert_eq!(group.by_category.0.iter().sum::<u64>(), group.count);
        }
        let (ahead, past): (Vec<_>, Vec<_>) = tickets.iter().partition(|ticket| ticket.fact.1 >= now.timestamp_millis());
        prop_assert_eq!(unclosed.ahead, ahead.len() as u64);
        let first = past.iter().map(|ticket| ticket.fact.1).min();
        prop_assert_eq!(unclosed.oldest.map(|oldest| oldest.opened_at.timestamp_millis()), first);
        let is_oldest = |oldest: Oldest| {
            past.iter().any(|ticket| Some(ticket.fact.1) == first && ticket.fact.4 == oldest.category)
        };
        prop_assert!(unclosed.oldest.is_none_or(is_oldest));
    }

    #[test]
    fn each_number_on_the_panel_opens_that_many_tickets(history in histories(), mut question in questions()) {
        question.last = question.last.or(Some(Last::Days(90)));
        let (figures, moment) = history.replay::<Backlog>().answer(&question, asked_at());
        let drawn = RenderedPanel::new(&Backlog::panel(&figures, &question, moment).expect("a panel"));

        for (part, count) in [(".backlog-period", figures.count), (".backlog-all", figures.unclosed.count)] {
            for (value, query) in drawn.bars_in(part) {
                let found = query.map_or(0, |query| history.found(&query));
                prop_assert_eq!(value.unwrap_or_default(), found as f64);
            }
            let bars: f64 = drawn.bars_in(part).iter().filter_map(|bar| bar.0).sum();
            prop_assert_eq!(bars, count as f64);
            for (query, words) in drawn.searches(&format!("{part} .figure")) {
                let count = if words == "Show the oldest" { history.found(&query).clamp(1, 60) } else { count };
                prop_assert_eq!(history.found(&query), count);
            }
            let totals: u64 = drawn.texts(&format!("{part} tbody td:last-child")).iter().map(|words| number(words)).sum();
            prop_assert_eq!(totals, count);
            let rows = drawn.searches(&format!("{part} tbody"));
            prop_assert_eq!(rows.iter().map(|(query, _)| history.found(query)).sum::<u64>(), count);
        }
        for (query, _) in drawn.searches(".ahead") {
            prop_assert_eq!(history.found(&query), figures.unclosed.ahead);
        }
        prop_assert_eq!(drawn.texts(".ahead").len(), usize::from(figures.unclosed.ahead > 0));
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

/// Two days ahead, an hour ago, and 26 days ago.
fn three_tickets() -> History {
    let (facility, it) = (Category::FacilityManagement, Category::TechnicalIt);
    History::of_unclosed(&[(-48, it), (1, it), (26 * 24, facility)])
}

#[test]
fn the_panel_starts_with_everything_by_age_and_names_the_oldest() {
    let drawn = panel_of(&three_tickets(), Last::Hours(48));
    assert_eq!(
        drawn.texts(".figure strong"),
        ["3 tickets", "1 ticket"],
        "everything comes before the period"
    );
    assert_eq!(
        drawn.texts(".backlog-all figcaption"),
        ["Oldest waiting: 26 days, Facility management"]
    );
    assert_eq!(
        drawn.texts(".backlog-all tbody th"),
        ["Today", "1 to 7 days", "8 to 30 days", "Over 30 days"]
    );
    assert_eq!(
        drawn.texts(".backlog-all tbody td:last-child"),
        ["2", "0", "1", "0"]
    );
}

#[test]
fn a_ticket_that_is_dated_in_the_future_is_in_the_backlog_and_named() {
    let drawn = panel_of(&three_tickets(), Last::Hours(48));
    let note = drawn.texts(".ahead").concat();
    assert!(
        note.starts_with("1 ticket among them is dated in the future: a computer’s clock was ahead."),
        "{note}"
    );
    let only_ahead = History::of_unclosed(&[(-48, Category::TechnicalIt)]);
    let drawn = panel_of(&only_ahead, Last::Hours(48));
    assert_eq!(drawn.texts(".backlog-all .figure strong"), ["1 ticket"]);
    assert_eq!(
        drawn.texts(".backlog-all figcaption"),
        ["All of them are dated in the future"]
    );
}

#[test]
fn the_table_is_in_local_time_with_a_column_for_each_category() {
    let question = Question {
        last: Some(Last::Hours(1)),
        ..Question::default()
    };
    let (figures, moment) = three_tickets().replay::<Backlog>().answer(&question, asked_at());
    let table = Backlog::table(&figures, moment);
    assert_eq!(
        table.header.join(","),
        "by,age,from,from_zone,to,to_zone,facility-management,technical-it,services-complaints,not_closed"
    );
    let rows: Vec<String> = table.rows.iter().map(|row| row.join(",")).collect();
    assert_eq!(
        rows[..4],
        [
            "age,Today,2026-04-15 00:00:00,CEST,,,0,2,0,2",
            "age,1 to 7 days,2026-04-08 00:00:00,CEST,2026-04-15 00:00:00,CEST,0,0,0,0",
            "age,8 to 30 days,2026-03-16 00:00:00,CET,2026-04-08 00:00:00,CEST,1,0,0,1",
            "age,Over 30 days,,,2026-03-16 00:00:00,CET,0,0,0,0",
        ]
    );
    assert_eq!(
        rows[4],
        "period,,2026-04-15 11:00:00,CEST,2026-04-15 11:05:00,CEST,0,1,0,1"
    );
    assert_eq!(rows.len(), 4 + figures.buckets.len());
}

#[test]
fn the_hour_that_is_repeated_in_autumn_has_two_labels() {
    let question = Question {
        last: Some(Last::Hours(10)),
        ..Question::default()
    };
    let moment = Moment {
        now: "2026-10-25T06:00:00Z".parse().expect("a time"),
        calendar: History::empty().calendar,
        silent_since: None,
    };
    let figures = BacklogFigures {
        count: 1,
        ..Backlog.answer(&Columns::default(), &question, moment)
    };
    let drawn = RenderedPanel::new(&Backlog::panel(&figures, &question, moment).expect("a panel"));
    let names = drawn.option().expect("a chart")["xAxis"]["data"].to_string();
    assert!(
        names.contains(r#""Sun 2:00 CEST","Sun 2:00 CET","Sun 3:00""#),
        "{names}"
    );
}

#[test]
fn the_json_has_the_counts_of_all_categories() {
    let question = Question {
        last: Some(Last::Hours(48)),
        ..Question::default()
    };
    let (figures, _) = three_tickets().replay::<Backlog>().answer(&question, asked_at());
    let json = serde_json::to_value(&figures).expect("JSON");
    assert_eq!(
        (&json["count"], &json["unclosed"]["count"]),
        (&1.into(), &3.into())
    );
    let today = &json["unclosed"]["ages"][0];
    let counts = serde_json::json!({ "facility-management": 0, "technical-it": 2, "services-complaints": 0 });
    assert_eq!((&today["age"], &today["by_category"]), (&"today".into(), &counts));
    assert_eq!(
        json["unclosed"]["oldest"],
        serde_json::json!({ "opened_at": "2026-03-20T10:00:00Z", "category": "facility-management" })
    );
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
