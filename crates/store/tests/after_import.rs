//! No report after an import waits until the search index of the import is rewritten. It is measured in bytes of the
//! write-ahead log, which are the same on a busy machine.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

use std::path::Path;

use store::contract::fixtures::{accepted, assignment, report};
use store::csv::{Import, Progress, Step};
use store::{SqliteStore, TicketStore};
use tickets::Category;

const IMPORTED: u64 = 4_000;
/// More than the 256 after which a segment of the import on the second level would be rewritten.
const REPORTS: u64 = 300;

fn text(number: u64) -> String {
    let words = (0..20).map(|word| format!("word{word}x{} ", number % (50 + word * 100)));
    words.collect()
}

/// Imports [`IMPORTED`] tickets; returns the steps that reported progress.
fn import(store: &SqliteStore, folder: &Path) -> Vec<Step> {
    let head = "number,description,place,category,status,opened_at,modified_at,closed_at";
    let rows = (1..=IMPORTED).map(|number| {
        let text = text(number);
        format!("{number},{text},,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,\n")
    });
    let file = folder.join("tickets.csv");
    std::fs::write(&file, format!("{head}\n{}", rows.collect::<String>())).unwrap();
    let import = Import {
        tickets: &file,
        messages: None,
        classify: &|_| assignment(Category::TechnicalIt, true),
        now: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    let mut steps = Vec::new();
    import
        .run(store, &mut |progress: Progress| steps.push(progress.step))
        .unwrap();
    steps.dedup();
    steps
}

#[test]
fn no_report_after_an_import_rewrites_its_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
    let steps = import(&store, folder.path());
    assert_eq!(steps.last(), Some(&Step::Merging), "{steps:?}");
    let log = folder.path().join("desk.db-wal");
    let length = || log.metadata().map_or(0, |log| log.len());
    let mut most = 0;
    for number in 0..REPORTS {
        if number % 50 == 0 {
            store.checkpoint().unwrap();
        }
        let before = length();
        accepted(&store, report(&text(number)), 0);
        most = most.max(length() - before);
    }
    let index: u64 = rusqlite::Connection::open(store.file())
        .unwrap()
        .query_row("select sum(length(block)) from words_data", [], |row| row.get(0))
        .unwrap();
    eprintln!("an index of {index} bytes; the most that one report wrote is {most} bytes");
    assert!(
        2 * most < index,
        "one report wrote {most} bytes of an index of {index}"
    );
    assert_eq!(store.counts().unwrap().of(None, None, None), IMPORTED + REPORTS);
}
