//! Random histories of a desk, applied to a [`SharedState`] and to a plain map.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use tickets::{Category, Status};
use uuid::Uuid;
use wire::FactRow;

use crate::{Analysis, Calendar, FactPage, Last, Question, Rows, SharedState};

const HOUR: i64 = 3_600_000;
const PLACES: [&str; 4] = ["Hall B", "hall b", "Library", "Ärztehaus"];

/// Changes in order, and the campus's calendar. There are few rows, so that most changes update a ticket.
#[derive(Clone, Debug)]
pub struct History {
    /// The campus's calendar.
    pub calendar: Calendar,
    changes: Vec<(FactRow, Option<&'static str>)>,
}

/// A ticket of the plain map.
pub struct PlainTicket {
    /// Without the index of the place.
    pub fact: FactRow,
    /// The name of the place.
    pub place: Option<&'static str>,
}

impl PlainTicket {
    /// Whether a question selects this ticket: a second implementation of [`crate::FactFilter`].
    #[must_use]
    pub fn is_selected_by(&self, question: &Question, now: DateTime<Utc>) -> bool {
        let FactRow(_, opened, _, _, category, _) = self.fact;
        let age = now.timestamp_millis() - opened;
        let same_place = |name: &String| {
            self.place
                .is_some_and(|place| place.to_lowercase() == name.to_lowercase())
        };
        question.category.is_none_or(|wanted| wanted == category)
            && question.place.as_ref().is_none_or(same_place)
            && question
                .last
                .is_none_or(|last| 0 < age && age <= last.length().num_milliseconds())
    }
}

impl History {
    /// No changes.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            calendar: Calendar {
                zone: Tz::Europe__Rome,
            },
            changes: Vec::new(),
        }
    }

    /// Open tickets without a place, opened this many hours before [`asked_at`]; negative for the future.
    #[must_use]
    pub fn of_unclosed(tickets: &[(i64, Category)]) -> Self {
        let rows = (1..).zip(tickets);
        let change = |(row, (hours, category)): (u32, &(i64, Category))| {
            let opened = now_ms() - hours * HOUR;
            (FactRow(row, opened, None, Status::Open, *category, None), None)
        };
        Self {
            changes: rows.map(change).collect(),
            ..Self::empty()
        }
    }

    /// Closed tickets, opened and closed this many hours before [`asked_at`]; negative for the future.
    #[must_use]
    pub fn of_closed(tickets: &[(i64, i64)]) -> Self {
        let rows = (1..).zip(tickets);
        let change = |(row, (opened, closed)): (u32, &(i64, i64))| {
            let (opened, closed) = (now_ms() - opened * HOUR, now_ms() - closed * HOUR);
            let status = Status::Closed;
            (
                FactRow(row, opened, Some(closed), status, Category::TechnicalIt, None),
                None,
            )
        };
        Self {
            changes: rows.map(change).collect(),
            ..Self::empty()
        }
    }

    /// One ticket, opened two hours before [`asked_at`] and closed an hour later.
    #[must_use]
    pub fn of_one_closed_an_hour_ago() -> Self {
        let (opened, closed) = (now_ms() - 2 * HOUR, now_ms() - HOUR);
        let ticket = FactRow(
            1,
            opened,
            Some(closed),
            Status::Closed,
            Category::TechnicalIt,
            None,
        );
        Self {
            changes: vec![(ticket, None)],
            ..Self::empty()
        }
    }

    /// The state after all changes, applied in pages of five.
    pub fn replay<A: Analysis>(&self) -> SharedState<A> {
        let state = SharedState::new(self.calendar);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let mut next = 0;
        for changes in self.changes.chunks(5) {
            next += 5;
            let page = page(changes, next);
            runtime.block_on(state.apply(&page, 100, Utc::now()));
        }
        state
    }

    /// The tickets after all changes.
    #[must_use]
    pub fn tickets(&self) -> Vec<PlainTicket> {
        let latest: BTreeMap<u32, _> = self.changes.iter().map(|change| (change.0.0, change)).collect();
        latest
            .values()
            .map(|(fact, place)| PlainTicket {
                fact: *fact,
                place: *place,
            })
            .collect()
    }
}

fn page(changes: &[(FactRow, Option<&str>)], next: u64) -> FactPage {
    let mut page = FactPage {
        desk: Uuid::nil(),
        places: Vec::new(),
        rows: Rows::default(),
        next,
        mark: None,
    };
    for (fact, place) in changes {
        let mut fact = *fact;
        fact.5 = place.map(|_| u32::try_from(page.places.len()).expect("few places"));
        page.places.extend(place.map(str::to_owned));
        page.rows.readable.push(fact);
    }
    page
}

/// Histories of up to 200 changes to up to 60 tickets, opened in the two years before 2026-04-15.
pub fn histories() -> impl Strategy<Value = History> {
    (prop::collection::vec(change(), 0..200), zone()).prop_map(|(changes, zone)| History {
        calendar: Calendar { zone },
        changes,
    })
}

/// Zones whose clocks change at midnight, by half an hour, on the first of a month, or never.
fn zone() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        Tz::Europe__Rome,
        Tz::America__Havana,
        Tz::Australia__Lord_Howe,
        Tz::Asia__Kathmandu,
        Tz::Pacific__Apia,
        Tz::UTC,
    ])
}

fn change() -> impl Strategy<Value = (FactRow, Option<&'static str>)> {
    let place = prop::option::of(prop::sample::select(&PLACES[..]));
    let status = prop::sample::select(&Status::ALL[..]);
    let category = prop::sample::select(&Category::ALL[..]);
    // A ticket that is dated in the future can be closed at the moment of its opening.
    let lasted = prop_oneof![9 => 0..40 * 24 * HOUR, 1 => Just(0)];
    let change = (0_u32..60, opened(), lasted, status, category, place);
    change.prop_map(|(row, opened, lasted, status, category, place)| {
        let closed = (status == Status::Closed).then_some(opened + lasted);
        (FactRow(row, opened, closed, status, category, None), place)
    })
}

/// Often close to a clock change, to the first of a month, or to [`asked_at`].
fn opened() -> impl Strategy<Value = i64> {
    let around = |text: &str| {
        let middle = text.parse::<DateTime<Utc>>().expect("a time").timestamp_millis();
        middle - 3 * HOUR..middle + 3 * HOUR
    };
    prop_oneof![
        around("2026-04-15T10:00:00Z").prop_map(|middle| middle - 48 * HOUR),
        around("2026-03-29T01:00:00Z"),
        around("2025-10-31T23:00:00Z"),
        around("2025-11-02T04:00:00Z"),
        now_ms() - 730 * 24 * HOUR..now_ms() + HOUR,
        now_ms() - 40 * 24 * HOUR..now_ms() + 3 * 24 * HOUR,
    ]
}

fn now_ms() -> i64 {
    asked_at().timestamp_millis()
}

/// The time of all questions.
#[must_use]
pub fn asked_at() -> DateTime<Utc> {
    "2026-04-15T10:00:00Z".parse().expect("a time")
}

/// Questions of every kind, also about a place that no ticket has.
pub fn questions() -> impl Strategy<Value = Question> {
    let last = prop_oneof![
        (1_u32..=2000).prop_map(Last::Hours),
        (1_u32..=3650).prop_map(Last::Days)
    ];
    let place = prop::sample::select(vec!["Hall B", "HALL B", "library", "ärztehaus", "Nowhere"]);
    let category = prop::sample::select(&Category::ALL[..]);
    let filters = (
        prop::option::of(category),
        prop::option::of(place),
        prop::option::of(last),
    );
    filters.prop_map(|(category, place, last)| Question {
        category,
        place: place.map(str::to_owned),
        last,
    })
}
