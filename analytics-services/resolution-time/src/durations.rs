//! The durations of some closed tickets in ascending order, and the order of several such lists together.

use follower::Columns;

/// Durations in milliseconds, from the shortest to the longest.
pub enum Durations<'a> {
    /// Of the tickets at these rows.
    OfRows(&'a [u32], &'a Columns),
    Listed(Vec<i64>),
}

impl Durations<'_> {
    pub fn len(&self) -> usize {
        match self {
            Self::OfRows(rows, _) => rows.len(),
            Self::Listed(durations) => durations.len(),
        }
    }

    pub fn nth(&self, at: usize) -> Option<i64> {
        match self {
            Self::OfRows(rows, columns) => columns.lasted_ms(*rows.get(at)?),
            Self::Listed(durations) => durations.get(at).copied(),
        }
    }

    /// The number of durations up to `limit`, if it is known to be within `from..=to`.
    fn count_up_to(&self, limit: i64, (mut from, mut to): (usize, usize)) -> usize {
        while from < to {
            let middle = usize::midpoint(from, to);
            if self.nth(middle).is_some_and(|duration| duration <= limit) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

/// The duration with the index `at` among the durations of all lists together, without merging the lists: the value
/// is found by bisection, and in each list the range of indexes that can still be meant shrinks along.
///
/// ```text
///   list 1   3 ─ 5 ─[8 ─ 9]─ 20        at most `middle`: up to here in each list;
///   list 2   1 ─[7 ─ 8]─ 30            more than `at` durations ▶ the value is at most `middle`
/// ```
pub fn nth_of_all(lists: &[Durations<'_>], at: usize) -> Option<i64> {
    let mut ranges: Vec<(usize, usize)> = lists.iter().map(|list| (0, list.len())).collect();
    let ends = |at: &dyn Fn(&Durations<'_>) -> Option<usize>| {
        let ends = lists.iter().filter_map(|list| list.nth(at(list)?));
        ends.collect::<Vec<i64>>()
    };
    let mut shortest = ends(&|_| Some(0)).into_iter().min()?;
    let mut longest = ends(&|list| list.len().checked_sub(1)).into_iter().max()?;
    while shortest < longest {
        let middle = i64::midpoint(shortest, longest);
        let counts: Vec<usize> = lists
            .iter()
            .zip(&ranges)
            .map(|(list, range)| list.count_up_to(middle, *range))
            .collect();
        let is_above = counts.iter().sum::<usize>() <= at;
        for (range, count) in ranges.iter_mut().zip(counts) {
            *range = if is_above {
                (count, range.1)
            } else {
                (range.0, count)
            };
        }
        (shortest, longest) = if is_above {
            (middle + 1, longest)
        } else {
            (shortest, middle)
        };
    }
    Some(shortest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_nth_of_all_lists_is_the_nth_of_the_merged_list(
            lists in prop::collection::vec(prop::collection::vec(0_i64..50, 0..20), 0..6),
        ) {
            let mut merged = lists.concat();
            merged.sort_unstable();
            let ordered = |mut list: Vec<i64>| { list.sort_unstable(); Durations::Listed(list) };
            let lists: Vec<_> = lists.into_iter().map(ordered).collect();
            for (at, expected) in merged.iter().enumerate() {
                prop_assert_eq!(nth_of_all(&lists, at), Some(*expected), "at {}", at);
            }
            prop_assert_eq!(nth_of_all(&lists, 0).is_some(), !merged.is_empty());
        }
    }
}
