//! Everything that is not closed, grouped by age.
//!
//! The groups are counted back from today instead of following the calendar: on the first of a month, which may be a
//! Monday, "this week" and "this month" would be empty, and a ticket of the day before would be "older".

use chrono::{DateTime, Utc};
use follower::{Fact, Moment, days_earlier, moment};
use serde::Serialize;
use tickets::Category;

use crate::by_category::{ByCategory, as_map};

/// All tickets that are not closed, whenever they were opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unclosed {
    pub count: u64,
    /// The tickets among them that are dated in the future: a clock was ahead when they were reported.
    pub ahead: u64,
    /// The ticket that was opened first; `None` if no ticket was opened before now.
    pub oldest: Option<Oldest>,
    /// From the youngest to the oldest; every ticket is in one of them.
    pub ages: Vec<AgeGroup>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Oldest {
    pub opened_at: DateTime<Utc>,
    pub category: Category,
}

/// The tickets opened in `[from, to)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgeGroup {
    pub age: Age,
    /// `None` for the oldest.
    pub from: Option<DateTime<Utc>>,
    /// `None` for today, which includes the tickets that are dated in the future.
    pub to: Option<DateTime<Utc>>,
    pub count: u64,
    #[serde(serialize_with = "as_map")]
    pub by_category: ByCategory,
}

/// In days of the campus's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Age {
    /// Opened today.
    Today,
    /// 1 to 7 days ago.
    Week,
    /// 8 to 30 days ago.
    Month,
    Older,
}

impl Age {
    pub const ALL: [Self; 4] = [Self::Today, Self::Week, Self::Month, Self::Older];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Week => "1 to 7 days",
            Self::Month => "8 to 30 days",
            Self::Older => "Over 30 days",
        }
    }

    /// The age in days of the oldest tickets in the group; `None` if there is no limit.
    const fn most_days(self) -> Option<u64> {
        match self {
            Self::Today => Some(0),
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Older => None,
        }
    }
}

impl Unclosed {
    pub fn empty(moment: Moment) -> Self {
        let today = moment.calendar.local(moment.now).date_naive();
        let mut to = None;
        let ages = Age::ALL.map(|age| {
            let from = age
                .most_days()
                .map(|days| moment.calendar.start_of(days_earlier(today, days)));
            AgeGroup {
                age,
                from,
                to: std::mem::replace(&mut to, from),
                count: 0,
                by_category: ByCategory::default(),
            }
        });
        Self {
            count: 0,
            ahead: 0,
            oldest: None,
            ages: ages.into(),
        }
    }

    pub fn add(&mut self, fact: &Fact, now_ms: i64) {
        self.count += 1;
        if fact.opened_ms >= now_ms {
            self.ahead += 1;
        } else if self
            .oldest
            .is_none_or(|oldest| fact.opened_ms < oldest.opened_at.timestamp_millis())
        {
            self.oldest = Some(Oldest {
                opened_at: moment(fact.opened_ms),
                category: fact.category,
            });
        }
        let began = |from: DateTime<Utc>| from.timestamp_millis() <= fact.opened_ms;
        if let Some(group) = self.ages.iter_mut().find(|group| group.from.is_none_or(began)) {
            group.count += 1;
            group.by_category.add(fact.category);
        }
    }
}
