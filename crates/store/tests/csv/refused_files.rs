//! Files that are refused with their line, and odd ones that are not.

use std::fs;

use store::contract::fixtures::reported;
use store::csv::CsvError;
use store::{Feed, Imported};

use crate::place::{A_ROW, HEAD, MESSAGES, Place, import};

#[test]
fn a_bad_row_says_line_and_reason_and_imports_nothing() {
    let good = A_ROW;
    for (bad, reason) in [
        (
            "8,,,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "the description is blank",
        ),
        (
            "8,Text,,,done,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "“done” is not a status",
        ),
        (
            "8,Text,,,,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "the status is missing",
        ),
        (
            "8,Text,,food,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "“food” is not a category",
        ),
        (
            "8,Text,,,open,yesterday,2025-03-02T09:00:00Z,",
            "opened_at: “yesterday” is no time",
        ),
        (
            "8,Text,,,open,2025-03-02T09:00:00Z,2025-03-02T08:59:59Z,",
            "modified_at is before opened_at",
        ),
        (
            "8,Text,,,closed,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "closed_at is missing",
        ),
        (
            "8,Text,,,closed,2025-03-02T09:00:00Z,2025-03-03T09:00:00Z,2025-03-01T09:00:00Z",
            "closed_at is before opened_at",
        ),
        (
            "8,Text,,,closed,2025-03-02T09:00:00Z,2025-03-03T09:00:00Z,2025-03-04T09:00:00Z",
            "modified_at is before closed_at",
        ),
        (
            "8,Text,,,active,2025-03-02T09:00:00Z,2025-03-03T09:00:00Z,2025-03-03T09:00:00Z",
            "it is active, but has a closed_at",
        ),
        (
            "8,Text,,,open,0025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "not in the years",
        ),
        (
            "7,Text,,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "the number 7 occurs twice",
        ),
        (
            "0,Text,,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "not between 1 and",
        ),
        (
            "-8,Text,,,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "number: invalid digit",
        ),
        ("8,Text,,,open,2025-03-02T09:00:00Z", "it has 6 fields"),
        (
            "8,Text,\"two\nlines\",,open,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z,",
            "the place must be one line",
        ),
    ] {
        let place = Place::new();
        let error = place
            .import(&format!("{HEAD}{good}{bad}\n"), None)
            .unwrap_err()
            .to_string();
        assert!(error.contains("in.csv, line 3: "), "{bad}: {error}");
        assert!(error.contains(reason), "{bad}: {error}");
        assert!(place.is_empty(), "{bad}");
    }
}

#[test]
fn a_bad_message_imports_nothing() {
    for (bad, reason) in [
        (
            "8,2025-03-02T09:30:00Z,user,,Hello",
            "no ticket in the tickets file has the number 8",
        ),
        (
            "7,2025-03-02T08:59:00Z,user,,Hello",
            "before its ticket was opened",
        ),
        (
            "7,2025-03-02T10:00:01Z,user,,Hello",
            "after its ticket's modified_at",
        ),
        ("7,2025-03-02T09:30:00Z,boss,,Hello", "“boss” is neither"),
        ("7,2025-03-02T09:30:00Z,user,,", "the body is blank"),
        ("7,,user,,Hello", "the time is missing"),
    ] {
        let place = Place::new();
        let messages = format!("{MESSAGES}7,2025-03-02T09:30:00Z,user,,\"Good,\nin two lines\"\n{bad}\n");
        let error = place
            .import(&format!("{HEAD}{A_ROW}"), Some(&messages))
            .unwrap_err()
            .to_string();
        assert!(error.contains("in-messages.csv, line 4: "), "{bad}: {error}");
        assert!(error.contains(reason), "{bad}: {error}");
        assert!(place.is_empty(), "{bad}");
    }
}

#[test]
fn another_ticket_with_a_known_number_or_id_is_a_bad_row() {
    let place = Place::new();
    place.import(&format!("{HEAD}{A_ROW}"), None).unwrap();
    let id = place.page(7).ticket.id;
    let before = place.export();
    let other = A_ROW.replace("lift", "door");
    let same_number = format!("{HEAD}{}{other}", other.replacen('7', "8", 1));
    let error = place.import(&same_number, None).unwrap_err().to_string();
    assert!(
        error.contains("line 3: the desk has a ticket with the number 7 already"),
        "{error}"
    );
    let same_id = format!(
        "{},id\n{},{id}\n",
        HEAD.trim_end(),
        other.trim_end().replacen('7', "9", 1)
    );
    let error = place.import(&same_id, None).unwrap_err().to_string();
    assert!(
        error.contains("line 2: the desk has a ticket with the id"),
        "{error}"
    );
    assert_eq!(place.export(), before);
    assert_eq!(*place.store.feed().borrow(), 1);
    reported(&place.store, "The desk goes on", 0);
}

#[test]
fn a_wrong_file_is_reported_with_its_line() {
    let place = Place::new();
    for (file, reason) in [
        (
            "number,description\n1,x\n",
            "line 1: the column “place” is missing",
        ),
        (&*format!("colour,{HEAD}"), "line 1: there is no column “colour”"),
        ("", "line 1: the column “number” is missing"),
        (&*HEAD.replace(',', ";"), "separates its columns with semicolons"),
        (&*HEAD.replace(',', "\t"), "separates its columns with tabs"),
        (
            &*HEAD.replace('\n', ",place\n"),
            "line 1: the column “place” occurs twice",
        ),
    ] {
        let error = place.import(file, None).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
    let nowhere = import(&place.store, &place.file("nowhere.csv"), None).unwrap_err();
    assert!(matches!(nowhere, CsvError::File { .. }), "{nowhere}");
    fs::write(
        place.file("latin.csv"),
        [HEAD.as_bytes(), b"7,caf\xe9,,,open,,,\n"].concat(),
    )
    .unwrap();
    let latin = import(&place.store, &place.file("latin.csv"), None)
        .unwrap_err()
        .to_string();
    assert!(latin.contains("line 2: it is not UTF-8 text"), "{latin}");
    // As spreadsheets write it: with a byte order mark, and columns in another order.
    let shuffled = "\u{FEFF}status,number,place,description,category,closed_at,opened_at,modified_at\r\n\
        open,5,,A lift,,,2025-03-02T09:00:00Z,2025-03-02T09:00:00Z\r\n";
    assert_eq!(place.import(shuffled, None).unwrap().tickets, 1);
    assert_eq!(place.import(HEAD, None).unwrap(), Imported::default());
}

#[test]
fn broken_quotation_marks_are_refused_with_the_line_an_editor_shows() {
    let row = |text: &str| format!("7,2025-03-02T09:30:00Z,helpdesk,Kim,{text}");
    let never_closed = "the quotation mark that opens a field here is never closed";
    let cases = [
        // The opening quotation mark, the rows, the line.
        (
            [&*row("\"Which lamp?"), &row("The left one"), &row("Thanks")],
            2,
            never_closed,
        ),
        (
            [&row("Which lamp?"), &row("\"two\nlines\""), &row("\"Thanks")],
            5,
            never_closed,
        ),
        (
            [&row("\"Which lamp?"), &row("\"The left one\""), &row("Thanks")],
            2,
            "not closed before line 3",
        ),
        (
            [&row("\"Which lamp?"), &row("The left one"), &row("\"Thanks")],
            2,
            "not closed before line 4",
        ),
        (
            [&row("24\" screen"), &row("Which one?"), &row("24\" screen")],
            2,
            "does not begin with one",
        ),
        (
            [&row("Good"), &row("\"24\" screen\""), &row("Good")],
            3,
            "continues after its closing",
        ),
        (
            [&row("Good"), &row("Good"), &row(r#""He said \"help\" and left""#)],
            4,
            "backslash",
        ),
        ([&row("Good"), &row("Good"), &row("\"")], 4, never_closed),
    ];
    for (rows, line, reason) in cases {
        for end in ["\n", "\r\n"] {
            let place = Place::new();
            let text = format!("{MESSAGES}{}\n", rows.join("\n")).replace('\n', end);
            let tickets = format!("{HEAD}{A_ROW}");
            let error = place.import(&tickets, Some(&text)).unwrap_err().to_string();
            let start = format!("in-messages.csv, line {line}: ");
            assert!(error.contains(&start), "{text}: {error}");
            assert!(error.contains(reason), "{text}: {error}");
            assert!(place.is_empty(), "{text}");
        }
    }
    let place = Place::new();
    let head = HEAD.replacen("number", "\"number", 1);
    let error = place.import(&format!("{head}{A_ROW}"), None).unwrap_err();
    assert!(
        error.to_string().contains("in.csv, line 1: the quotation"),
        "{error}"
    );
}

#[test]
fn quotation_marks_that_are_doubled_are_imported() {
    let place = Place::new();
    let messages = format!(
        "{MESSAGES}7,2025-03-02T09:30:00Z,user,\"\",\"24\"\" screen,\r\n\r\n\"\"in\"\" Hall B\"\r\n\r\n\
        \"7\",2025-03-02T09:31:00Z,user,,\"\"\"Quoted\"\"\""
    );
    let tickets = format!("\u{FEFF}\"number\"{}{A_ROW}", HEAD.trim_start_matches("number"));
    let imported = place.import(&tickets, Some(&messages)).unwrap();
    assert_eq!((imported.tickets, imported.messages), (1, 2));
    let page = place.page(7);
    let texts = page.messages.iter().map(|message| message.body.as_str());
    let texts: Vec<_> = texts.map(|text| text.replace("\r\n", "\n")).collect();
    assert_eq!(texts, ["24\" screen,\n\n\"in\" Hall B", "\"Quoted\""]);
}

#[test]
fn lines_are_counted_as_an_editor_does_with_every_line_ending() {
    let second = A_ROW
        .replacen('7', "8", 1)
        .replacen("The lift", "\"Two\n\nlines: the lift", 1);
    let second = second.replacen("stuck,", "stuck\",", 1);
    let bad = A_ROW.replacen('7', "9", 1).replacen("open", "done", 1);
    let short = "9,Text\n";
    for end in ["\n", "\r\n", "\r"] {
        for (bad, reason) in [(&*bad, "is not a status"), (short, "it has 2 fields")] {
            let place = Place::new();
            let text = format!("{HEAD}{A_ROW}{second}\n{bad}").replace('\n', end);
            let error = place.import(&text, None).unwrap_err().to_string();
            assert!(error.contains("in.csv, line 7: "), "{end:?}: {error}");
            assert!(error.contains(reason), "{end:?}: {error}");
        }
    }
}

#[test]
fn a_ticket_of_the_future_is_refused_with_its_line() {
    let here = Place::new();
    let tickets = here.file("in.csv");
    let row = |opened: &str, modified: &str| format!("7,A lift is stuck,,,open,{opened},{modified},\n");
    let soon = "2027-01-01T00:04:00Z";
    let later = "2027-01-03T00:00:00Z";
    for (row, reason) in [
        (
            row(later, later),
            "opened_at: 2027-01-03T00:00:00Z is in the future",
        ),
        (
            row(soon, later),
            "modified_at: 2027-01-03T00:00:00Z is in the future",
        ),
    ] {
        fs::write(&tickets, format!("{HEAD}{A_ROW}{row}")).unwrap();
        match import(&here.store, &tickets, None).unwrap_err() {
            CsvError::BadRow {
                line, reason: why, ..
            } => assert_eq!((line, why.as_str()), (3, reason)),
            other => panic!("{other}"),
        }
        assert!(here.is_empty());
    }
    // The clock of another computer may be some minutes ahead.
    fs::write(&tickets, format!("{HEAD}{}", row(soon, soon))).unwrap();
    assert_eq!(import(&here.store, &tickets, None).unwrap().tickets, 1);
}
