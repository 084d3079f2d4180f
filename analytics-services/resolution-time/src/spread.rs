//! Mean, median and 90th percentile of durations. All are exact.
//!
//! A percentile is interpolated between the two nearest ranks, like `percentile_cont` of SQL: the value at the
//! position q (n - 1) of the n ordered values, counted from 0. The median of an even number of values is therefore
//! the mean of the two in the middle.

use serde::Serialize;

/// The spread of the durations of closed tickets.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The number of tickets.
    pub closed: u64,
    pub mean_seconds: f64,
    pub median_seconds: f64,
    pub p90_seconds: f64,
}

impl Spread {
    /// Of `count` durations in milliseconds: `nth` returns them in order, `total_ms` is their sum. `None` if there are
    /// none.
    pub fn of(count: usize, total_ms: i64, nth: impl Fn(usize) -> Option<i64>) -> Option<Self> {
        let tenths = |tenths| Some(percentile_times_ten(count, tenths, &nth)? as f64 / 10_000.0);
        Some(Self {
            closed: u64::try_from(count).ok()?,
            mean_seconds: total_ms as f64 / count as f64 / 1000.0,
            median_seconds: tenths(5)?,
            p90_seconds: tenths(9)?,
        })
    }
}

/// Ten times the percentile: in whole numbers, so that nothing is rounded before the end.
fn percentile_times_ten(count: usize, tenths: usize, nth: impl Fn(usize) -> Option<i64>) -> Option<i64> {
    let position = count.checked_sub(1)? * tenths;
    let below = nth(position / 10)?;
    let beyond = i64::try_from(position % 10).ok()?;
    let above = if beyond == 0 {
        below
    } else {
        nth(position / 10 + 1)?
    };
    Some(below * (10 - beyond) + above * beyond)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(seconds: &[i64]) -> Option<Spread> {
        let ms: Vec<i64> = seconds.iter().map(|seconds| seconds * 1000).collect();
        Spread::of(ms.len(), ms.iter().sum(), |at| ms.get(at).copied())
    }

    #[test]
    fn no_durations_have_no_spread() {
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn mean_and_percentiles_of_one_duration_are_that_duration() {
        let one = spread(&[7]).expect("one");
        assert_eq!(
            (one.closed, one.mean_seconds, one.median_seconds, one.p90_seconds),
            (1, 7.0, 7.0, 7.0)
        );
    }

    #[test]
    fn percentiles_are_between_the_nearest_ranks() {
        let ten = spread(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 110]).expect("ten");
        assert_eq!((ten.mean_seconds, ten.median_seconds), (15.5, 5.5));
        assert!((ten.p90_seconds - 19.1).abs() < 1e-9, "{ten:?}");
    }
}
