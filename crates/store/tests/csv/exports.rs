//! The files that an export writes.

use std::fs;

use store::contract::fixtures::{accepted, command, ids, message, report_at, reported};
use store::csv::{CsvError, Export};
use store::{Bulk, SqliteSnapshot};
use tickets::{Category, Filter, Name, Order, Role};

use crate::place::Place;

#[test]
fn an_export_for_spreadsheets_contains_no_formulas() {
    let place = Place::new();
    let formula = "=HYPERLINK(\"http://example.org\")";
    let mut report = report_at(formula, Some("+1"), Category::TechnicalIt);
    report.name = Name::new("@SUM(1)").ok();
    let ticket = accepted(&place.store, report, 0).ticket.id;
    let mut answer = command(Role::User, ticket, message("-2+3"));
    answer.name = Name::new("Ada").ok();
    accepted(&place.store, answer, 1);
    let cells = |for_spreadsheets| {
        let (tickets, messages) = (place.file("cells.csv"), place.file("cells-messages.csv"));
        let export = Export {
            tickets: &tickets,
            messages: Some(&messages),
            for_spreadsheets,
        };
        export
            .run(&*place.store.snapshot().unwrap(), &mut |_| ())
            .unwrap();
        [(tickets, vec![1, 2, 11]), (messages, vec![3, 4])]
            .map(|(file, columns)| {
                let mut rows = csv::Reader::from_path(file).unwrap();
                let row = rows.records().next().unwrap().unwrap();
                columns
                    .into_iter()
                    .map(|column| row[column].to_owned())
                    .collect::<Vec<_>>()
            })
            .concat()
    };
    assert_eq!(cells(false), [formula, "+1", "@SUM(1)", "Ada", "-2+3"], "exact");
    let escaped = format!("'{formula}");
    assert_eq!(cells(true), [&*escaped, "'+1", "'@SUM(1)", "Ada", "'-2+3"]);
}

#[test]
fn a_failed_export_leaves_the_existing_file() {
    let place = Place::new();
    reported(&place.store, "A ticket", 0);
    let old = place.file("out.csv");
    fs::write(&old, "the export of yesterday").unwrap();
    let export = Export {
        tickets: &old,
        messages: Some(&place.file("no folder").join("messages.csv")),
        for_spreadsheets: false,
    };
    let desk = place.store.snapshot().unwrap();
    assert!(export.run(&*desk, &mut |_| ()).is_err());
    assert_eq!(fs::read_to_string(&old).unwrap(), "the export of yesterday");
    assert!(!place.file("out.csv.part").exists());
    let nowhere = SqliteSnapshot::open(&place.file("gone.db"))
        .err()
        .unwrap()
        .to_string();
    assert!(nowhere.contains("there is no desk"), "{nowhere}");
    assert!(!place.file("gone.db").exists());
}

#[test]
fn an_export_never_overwrites_the_desk_or_writes_two_files_into_one() {
    let here = Place::new();
    reported(&here.store, "The lift is stuck", 0);
    let refused = |tickets: &str, messages: &str| {
        let (tickets, messages) = (here.file(tickets), here.file(messages));
        let export = Export {
            tickets: &tickets,
            messages: Some(&messages),
            for_spreadsheets: false,
        };
        let desk = here.store.snapshot().unwrap();
        let error = export.run(&*desk, &mut |_| ()).unwrap_err();
        assert!(matches!(error, CsvError::Protected { .. }), "{error}");
    };
    let names = || {
        let files = fs::read_dir(here.folder.path()).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    for end in ["", "-wal", "-shm", ".lock", ".holder"] {
        refused(&format!("desk.db{end}"), "out-messages.csv");
        refused("out.csv", &format!("desk.db{end}"));
    }
    let holder = store::holder(here.store.file()).expect("the lock is held");
    assert_eq!(holder.pid, std::process::id(), "its file is as it was");
    refused("drafts.db", "out-messages.csv");
    refused("out.csv", "out.csv");
    refused("out.csv", "out.csv.part");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(".", here.file("way")).unwrap();
        refused("way/desk.db", "out-messages.csv");
        refused("out.csv", "way/out.csv");
        fs::remove_file(here.file("way")).unwrap();
    }
    assert_eq!(names(), before);
    assert_eq!(ids(&here.store, Filter::default(), Order::Newest).len(), 1);
}

#[test]
fn an_export_never_writes_into_the_folder_of_the_backups() {
    let here = Place::new();
    reported(&here.store, "The lift is stuck", 0);
    let backups = store::backup::folder(here.store.file());
    fs::create_dir(&backups).unwrap();
    let backup = backups.join("desk-2026-11-30-090000.db");
    fs::write(&backup, "the backup of yesterday").unwrap();
    let desk = here.store.snapshot().unwrap();
    let elsewhere = here.file("out.csv");
    for (tickets, messages) in [
        (&backup, &elsewhere),
        (&elsewhere, &backup),
        (&backups.join("tickets.csv"), &elsewhere),
    ] {
        let export = Export {
            tickets,
            messages: Some(messages),
            for_spreadsheets: false,
        };
        let error = export.run(&*desk, &mut |_| ()).unwrap_err().to_string();
        assert!(
            error.contains("it is in the folder of the desk’s backups"),
            "{error}"
        );
        assert!(error.contains("Choose another folder"), "{error}");
    }
    assert_eq!(fs::read_to_string(&backup).unwrap(), "the backup of yesterday");
    assert_eq!(fs::read_dir(&backups).unwrap().count(), 1);
    assert!(!elsewhere.exists());
}

#[cfg(unix)]
#[test]
fn an_export_onto_a_link_writes_its_target_and_keeps_the_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let place = Place::new();
    reported(&place.store, "The lift is stuck", 0);
    fs::create_dir(place.file("share")).unwrap();
    let target = place.file("share/tickets.csv");
    fs::write(&target, "the export of yesterday").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("share/tickets.csv", place.file("out.csv")).unwrap();
    symlink("share/new.csv", place.file("out-messages.csv")).unwrap();
    let (tickets, messages) = place.export();
    for link in ["out.csv", "out-messages.csv"] {
        let found = fs::symlink_metadata(place.file(link)).unwrap();
        assert!(found.is_symlink(), "{link}");
    }
    assert!(tickets.contains("The lift is stuck"));
    assert_eq!(fs::read_to_string(&target).unwrap(), tickets);
    assert_eq!(fs::read_to_string(place.file("share/new.csv")).unwrap(), messages);
    let mode = |name: &str| fs::metadata(place.file(name)).unwrap().permissions().mode();
    assert_eq!(mode("share/tickets.csv") & 0o777, 0o600);
    fs::write(place.file("any"), "").unwrap();
    assert_eq!(
        mode("share/new.csv"),
        mode("any"),
        "a new file has the usual permissions"
    );
    assert_eq!(fs::read_dir(place.file("share")).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn an_export_into_a_pipe_is_read_at_its_other_end() {
    use std::os::unix::fs::FileTypeExt;

    let place = Place::new();
    reported(&place.store, "The lift is stuck", 0);
    let pipe = place.file("out.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let read = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe)
    });
    let export = Export {
        tickets: &pipe,
        messages: None,
        for_spreadsheets: false,
    };
    let desk = place.store.snapshot().unwrap();
    export.run(&*desk, &mut |_| ()).unwrap();
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(read.join().unwrap().unwrap().contains("The lift is stuck"));
}

#[test]
fn an_export_leaves_other_files_beside_it() {
    let place = Place::new();
    reported(&place.store, "The lift is stuck", 0);
    let own = place.file("out.csv.part");
    fs::write(&own, "somebody's own").unwrap();
    place.export();
    assert_eq!(fs::read_to_string(&own).unwrap(), "somebody's own");
    let export = Export {
        tickets: &place.file("out.csv"),
        messages: Some(&place.file("no folder").join("messages.csv")),
        for_spreadsheets: false,
    };
    let desk = place.store.snapshot().unwrap();
    assert!(export.run(&*desk, &mut |_| ()).is_err());
    assert_eq!(fs::read_to_string(&own).unwrap(), "somebody's own");
}
