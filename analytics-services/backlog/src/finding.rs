//! What the chart shows, as a sentence: how many, and from when most of them are.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use follower::Moment;
use ui::analysis::{amount, day, span};

use crate::backlog::{Bucket, NotClosed};

/// Periods that are longer are spoken of in days, shorter ones in the parts that are drawn.
const IN_DAYS: TimeDelta = TimeDelta::hours(36);

/// The sentence.
pub fn finding(answer: &NotClosed, moment: Moment) -> String {
    let count = format!("{} not closed", amount(answer.count));
    let stretches = if answer.until - answer.since > IN_DAYS {
        days(answer, moment)
    } else {
        parts(answer)
    };
    match fullest(&stretches) {
        Some(one) if one.count * 2 > answer.count => format!("{count}, most from {}", one.name(moment)),
        Some(one) => format!("{count}, {} of them from {}", amount(one.count), one.name(moment)),
        None => format!("{count}, spread over the period"),
    }
}

/// A stretch of the period: a day, or a part as it is drawn.
struct Stretch {
    /// The day on which it begins, if it is to be called by that.
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
        // The longest day has 26 hours or less; longer parts are weeks or months.
        match self.day.filter(|_| self.to - self.from <= TimeDelta::hours(26)) {
            Some(date) => day(date, today),
            None => span(self.from, self.to, moment.calendar.zone),
        }
    }
}

fn parts(answer: &NotClosed) -> Vec<Stretch> {
    answer
        .buckets
        .iter()
        .map(|bucket| Stretch::of(bucket, None))
        .collect()
}

/// The parts put together by the day on which they begin.
fn days(answer: &NotClosed, moment: Moment) -> Vec<Stretch> {
    let mut days: Vec<Stretch> = Vec::new();
    for bucket in &answer.buckets {
        let day = Some(moment.calendar.local(bucket.from).date_naive());
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => (last.to, last.count) = (bucket.to, last.count + bucket.count),
            None => days.push(Stretch::of(bucket, day)),
        }
    }
    days
}

/// The one with the most, if it is only one.
fn fullest(stretches: &[Stretch]) -> Option<&Stretch> {
    let most = stretches.iter().map(|stretch| stretch.count).max()?;
    let mut fullest = stretches
        .iter()
        .filter(|stretch| stretch.count == most && most > 0);
    let first = fullest.next();
    first.filter(|_| fullest.next().is_none())
}
