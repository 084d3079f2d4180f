//! The panel: bars along the period, coloured by category.

use anyhow::Context;
use follower::chart::{Bar, Bars, Plan, colour_of};
use follower::{Moment, Question, Search};
use tickets::Category;
use ui::analysis::{Backlog, BacklogRow, Chart, amount, span};

use crate::backlog::{Bucket, NotClosed};
use crate::finding::finding;

/// The panel as an HTML fragment.
pub fn draw(answer: &NotClosed, question: &Question, moment: Moment) -> anyhow::Result<String> {
    let search = Search::about(question, moment.calendar).unclosed();
    let panel = Backlog {
        scope: question.scope(),
        count: answer.count,
        any_opened: answer.any_opened,
        query: Some(search.clone().opened(answer.since, answer.until).text()),
        chart: chart(answer, question, moment, &search)?,
        rows: answer
            .buckets
            .iter()
            .map(|bucket| row(bucket, moment, &search))
            .collect(),
        silent_since: moment.silent_since(),
    };
    askama::Template::render(&panel).context("filling the panel")
}

fn row(bucket: &Bucket, moment: Moment, search: &Search) -> BacklogRow {
    BacklogRow {
        span: span(bucket.from, bucket.to, moment.calendar.zone),
        by_category: bucket.by_category.to_vec(),
        count: bucket.count,
        query: query(search.clone(), bucket, bucket.count),
    }
}

/// The search for the tickets of a bar; none where there are none.
fn query(search: Search, bucket: &Bucket, count: u64) -> Option<String> {
    (count > 0).then(|| search.opened(bucket.from, bucket.to).text())
}

fn chart(answer: &NotClosed, question: &Question, moment: Moment, search: &Search) -> anyhow::Result<Chart> {
    let categories = Category::ALL.into_iter().enumerate();
    let asked = categories.filter(|(_, category)| question.category.is_none_or(|asked| asked == *category));
    let bars: Vec<_> = asked
        .map(|(at, category)| bars(answer, at, category, moment, search))
        .collect();
    Plan {
        finding: finding(answer, moment),
        names: names(answer, moment),
        unit: "{value}",
        lying: false,
        stacked: bars.len() > 1,
        bars,
        lines: Vec::new(),
    }
    .draw()
}

/// The bars of the category that stands at this place in every bucket.
fn bars(answer: &NotClosed, at: usize, category: Category, moment: Moment, search: &Search) -> Bars {
    let bar = |bucket: &Bucket| {
        let count = bucket.by_category.get(at).copied().unwrap_or_default();
        let when = span(bucket.from, bucket.to, moment.calendar.zone);
        Bar {
            value: (count > 0).then_some(count as f64),
            label: amount(count),
            hint: format!("{when}: {} of {}", amount(count), category.title()),
            query: query(search.clone().category(category), bucket, count),
            ..Bar::default()
        }
    };
    Bars {
        name: category.title().to_owned(),
        colour: colour_of(category),
        bars: answer.buckets.iter().map(bar).collect(),
    }
}

/// What stands under the bars: as much of the time as the parts are apart.
fn names(answer: &NotClosed, moment: Moment) -> Vec<String> {
    let step = answer
        .buckets
        .iter()
        .map(|bucket| bucket.to - bucket.from)
        .max()
        .unwrap_or_default();
    let form = match (step.num_hours(), step.num_days()) {
        (0..=1, _) => "%a %-H:%M",
        (_, 0) => "%a %-d %b, %-H:%M",
        (_, 1) => "%a %-d %b",
        (_, ..=7) => "%-d %b %Y",
        _ => "%b %Y",
    };
    let name = |bucket: &Bucket| moment.calendar.local(bucket.from).format(form).to_string();
    answer.buckets.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use follower::testing::{Drawn, asked_at, histories, questions};
    use follower::{Analysis, Last};
    use proptest::prelude::*;

    use super::*;
    use crate::backlog::Backlog as Analysed;

    fn number(words: &str) -> u64 {
        words.replace(',', "").parse().expect("a number")
    }

    proptest! {
        #[test]
        fn every_number_leads_to_as_many_tickets(history in histories(), mut question in questions()) {
            question.last = question.last.or(Some(Last::Days(90)));
            let (answer, moment) = history.board::<Analysed>().answer(&question, asked_at());
            let drawn = Drawn::new(&Analysed::panel(&answer, &question, moment).expect("a panel"));

            for (value, query) in drawn.bars() {
                let found = query.map_or(0, |query| history.found(&query));
                prop_assert_eq!(value.unwrap_or_default(), found as f64);
            }
            let bars: f64 = drawn.bars().iter().filter_map(|bar| bar.0).sum();
            prop_assert_eq!(bars, answer.count as f64);
            for (query, _) in drawn.searches(".figure") {
                prop_assert_eq!(history.found(&query), answer.count);
            }
            let totals: u64 = drawn.words("tbody td:last-child").iter().map(|words| number(words)).sum();
            prop_assert_eq!(totals, answer.count);
            let by_row: u64 = drawn.searches("tbody").iter().map(|(query, _)| history.found(query)).sum();
            prop_assert_eq!(by_row, answer.count);
        }
    }

    fn panel_of(history: &follower::testing::History, question: &Question) -> Drawn {
        let (answer, moment) = history.board::<Analysed>().answer(question, asked_at());
        Drawn::new(&Analysed::panel(&answer, question, moment).expect("a panel"))
    }

    #[test]
    fn without_a_ticket_it_says_what_will_appear() {
        let question = Question {
            last: Some(Last::Hours(48)),
            ..Question::default()
        };
        let drawn = panel_of(&follower::testing::History::empty(), &question);
        assert_eq!(
            drawn.words(".empty strong"),
            ["No tickets were opened in the last 48 hours."]
        );
        assert_eq!(drawn.option(), None);
    }

    #[test]
    fn where_nothing_is_left_it_says_so() {
        let question = Question {
            last: Some(Last::Days(2)),
            ..Question::default()
        };
        let drawn = panel_of(
            &follower::testing::History::of_one_closed_an_hour_ago(),
            &question,
        );
        assert_eq!(
            drawn.words(".empty strong"),
            ["All tickets opened in the last 2 days are closed."]
        );
    }

    #[test]
    fn what_was_typed_as_a_place_is_only_text() {
        let place = Some("</script><img src=x onerror=alert(1)>".to_owned());
        let question = Question {
            last: Some(Last::Days(2)),
            place,
            category: None,
        };
        let answer = NotClosed {
            count: 1,
            any_opened: true,
            ..empty_answer()
        };
        let moment = Moment {
            now: asked_at(),
            calendar: rome(),
            silent_since: Some(asked_at()),
        };
        let html = draw(&answer, &question, moment).expect("a panel");
        let drawn = Drawn::new(&html);
        assert!(drawn.words("img").is_empty(), "{html}");
        assert!(
            drawn.words(".figure")[0].contains("</script><img src=x onerror=alert(1)>"),
            "{html}"
        );
        assert_eq!(drawn.words(".stale").len(), 1);
    }

    fn rome() -> follower::Calendar {
        follower::Calendar {
            zone: chrono_tz::Europe::Rome,
        }
    }

    fn empty_answer() -> NotClosed {
        let moment = Moment {
            now: asked_at(),
            calendar: rome(),
            silent_since: None,
        };
        let question = Question {
            last: Some(Last::Days(2)),
            ..Question::default()
        };
        Analysed::begin(rome()).answer(&follower::Columns::default(), &question, moment)
    }
}
