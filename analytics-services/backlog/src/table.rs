//! The figures as a table: first a row for each age, then a row for each part of the period.

use chrono::{DateTime, Utc};
use follower::{Moment, Table, local_time};
use tickets::Category;

use crate::by_category::ByCategory;
use crate::figures::BacklogFigures;

pub fn table(figures: &BacklogFigures, moment: Moment) -> Table {
    let ages = figures.unclosed.ages.iter().map(|group| {
        let counts = (group.by_category, group.count);
        row(["age", group.age.title()], (group.from, group.to), counts, moment)
    });
    let parts = figures.buckets.iter().map(|bucket| {
        let counts = (bucket.by_category, bucket.count);
        row(
            ["period", ""],
            (Some(bucket.from), Some(bucket.to)),
            counts,
            moment,
        )
    });
    let columns = ["by", "age", "from", "from_zone", "to", "to_zone"].into_iter();
    let categories = Category::ALL.into_iter().map(Category::as_str);
    Table {
        header: columns
            .chain(categories)
            .chain(["not_closed"])
            .map(str::to_owned)
            .collect(),
        rows: ages.chain(parts).collect(),
    }
}

fn row(
    by: [&str; 2],
    (from, to): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    (by_category, count): (ByCategory, u64),
    moment: Moment,
) -> Vec<String> {
    let times = [from, to].map(|end| local_time(end, moment.calendar)).concat();
    let counts = by_category.0.into_iter().chain([count]);
    by.map(str::to_owned)
        .into_iter()
        .chain(times)
        .chain(counts.map(|count| count.to_string()))
        .collect()
}
