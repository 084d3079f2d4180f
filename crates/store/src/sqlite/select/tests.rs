//! SQLite serves each list by an index, never by sorting the whole list.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]

use rusqlite::params_from_iter;

use super::*;
use crate::sqlite::SqliteStore;
use crate::sqlite::connection::reader;

#[test]
fn no_page_is_made_by_sorting_a_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let _desk = SqliteStore::open(&file).expect("a new desk");
    let connection = reader(&file).expect("it can be read");
    for filter in filters() {
        for order in Order::ALL {
            let list = List::new(&connection, &filter, order).expect("a list");
            let parts = [None, Some(middle())].into_iter().flat_map(|from| {
                [false, true].map(|backward| list.parts("t.description", backward, from, 50))
            });
            for part in parts.flatten() {
                let plan = plan(&connection, &part);
                assert!(
                    !plan.contains("TEMP B-TREE") || sorts_waiting_matches(&part),
                    "{filter:?} {order:?}\n{}\n{plan}",
                    part.sql
                );
            }
        }
    }
}

#[test]
fn a_span_of_closing_is_sorted_within_its_index_from_the_oldest_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let _desk = SqliteStore::open(&file).expect("a new desk");
    let connection = reader(&file).expect("it can be read");
    let filter = Filter {
        closed: Span {
            from: Some(chrono::Utc::now()),
            until: None,
        },
        ..Filter::default()
    };
    for (order, backward) in [
        (Order::Oldest, false),
        (Order::LongestWaiting, false),
        (Order::Newest, true),
    ] {
        let mut list = List::new(&connection, &filter, order).expect("a list");
        // As if many were closed then.
        list.plan = Plan::Cells;
        let [part] = &list.parts("t.description", backward, None, 50)[..] else {
            panic!("one part");
        };
        let plan = plan(&connection, part);
        assert!(
            plan.contains("COVERING INDEX ticket_closed (closed_at>?"),
            "{plan}"
        );
    }
}

/// Matches whose user waits are few, and may be sorted.
fn sorts_waiting_matches(part: &Select) -> bool {
    part.sql.contains("words match") && part.sql.contains("order by 1")
}

fn filters() -> Vec<Filter> {
    let mut filters = Vec::new();
    for status in every(&Status::ALL) {
        for category in every(&Category::ALL) {
            for sure in every(&[true, false]) {
                let filter = Filter {
                    status,
                    category,
                    sure,
                    ..Filter::default()
                };
                filters.push(Filter {
                    unclosed: true,
                    ..filter.clone()
                });
                filters.push(Filter {
                    waiting: true,
                    ..filter.clone()
                });
                filters.push(filter);
            }
        }
    }
    filters
}

fn every<T: Copy>(all: &[T]) -> Vec<Option<T>> {
    let some = all.iter().copied().map(Some);
    some.chain([None]).collect()
}

fn middle() -> From {
    From {
        cursor: Cursor {
            key: 1_700_000_000_000,
            row: 7,
        },
        inclusive: false,
    }
}

fn plan(connection: &Connection, part: &Select) -> String {
    let mut query = connection
        .prepare(&format!("explain query plan {}", part.sql))
        .expect("good SQL");
    let lines = query
        .query_map(params_from_iter(&part.values), |row| row.get::<_, String>(3))
        .expect("a plan");
    let lines: Vec<_> = lines.map(|line| line.expect("a line")).collect();
    lines.join("\n")
}
