//! The sentences above the charts: which ticket waits longest; how many tickets were opened in the period, and when
//! most of them were opened.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use follower::Moment;
use ui::analysis::{amount, day, span, waiting};

use crate::ages::Unclosed;
use crate::figures::{BacklogFigures, Bucket};

/// The sentence names a day for longer periods, and a bar for shorter ones.
const LONGEST_BY_BAR: TimeDelta = TimeDelta::hours(36);

/// "Oldest waiting: 26 days, Facility management".
pub fn oldest(unclosed: &Unclosed, moment: Moment) -> String {
    match unclosed.oldest {
        Some(oldest) => format!(
            "Oldest waiting: {}, {}",
            waiting(moment.now - oldest.opened_at),
            oldest.category.title()
        ),
        None => "All of them are dated in the future".to_owned(),
    }
}

/// "41 not closed, most from Monday".
pub fn finding(figures: &BacklogFigures, moment: Moment) -> String {
    let count = format!("{} not closed", amount(figures.count));
    let stretches = if figures.until - figures.since > LONGEST_BY_BAR {
        days(figures, moment)
    } else {
        bars(figures)
    };
    match fullest(&stretches) {
        Some(one) if one.count * 2 > figures.count => format!("{count}, most from {}", one.name(moment)),
        Some(one) => format!("{count}, {} of them from {}", amount(one.count), one.name(moment)),
        None => count,
    }
}

/// A day of the period, or one of its buckets.
struct Stretch {
    /// The day on which the stretch begins, if the sentence names days.
    day: Option<NaiveDate>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    count: u64,
}

impl Stretch {
    fn of(bucket: &Bucket, day: Option<NaiveDate>) -> Self {
        Self {
            day,
            from: bucket.from,
            to: bucket.to,
            count: bucket.count,
        }
    }

    fn name(&self, moment: Moment) -> String {
        let today = moment.calendar.local(moment.now).date_naive();
        // A day has 26 hours at most; longer stretches are weeks or months.
        match self.day.filter(|_| self.to - self.from <= TimeDelta::hours(26)) {
            Some(date) => day(date, today),
            None => span(self.from, self.to, moment.calendar.zone),
        }
    }
}

fn bars(figures: &BacklogFigures) -> Vec<Stretch> {
    figures
        .buckets
        .iter()
        .map(|bucket| Stretch::of(bucket, None))
        .collect()
}

/// The buckets, joined by the day on which they begin.
fn days(figures: &BacklogFigures, moment: Moment) -> Vec<Stretch> {
    let mut days: Vec<Stretch> = Vec::new();
    for bucket in &figures.buckets {
        let day = Some(moment.calendar.local(bucket.from).date_naive());
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => (last.to, last.count) = (bucket.to, last.count + bucket.count),
            None => days.push(Stretch::of(bucket, day)),
        }
    }
    days
}

/// The stretch with the most tickets; `None` if several have as many.
fn fullest(stretches: &[Stretch]) -> Option<&Stretch> {
    let most = stretches.iter().map(|stretch| stretch.count).max()?;
    let mut fullest = stretches
        .iter()
        .filter(|stretch| stretch.count == most && most > 0);
    let first = fullest.next();
    first.filter(|_| fullest.next().is_none())
}
