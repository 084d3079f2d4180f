//! Import and export through the menu and the analyses: tickets, figures and pictures.

use std::fs;
use std::path::Path;

use end_to_end::window::{Laptop, Window};

#[tokio::test]
async fn an_import_takes_all_tickets_or_none_and_an_export_overwrites_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let chosen = folder.path().join("tickets.csv");
    let laptop = Laptop::of_the_helpdesk().choosing(&chosen);
    let window = laptop.open().await;

    fs::write(&chosen, term(200)).unwrap();
    from_menu(&window, "Import tickets").await;
    window
        .sees("#notices .notice", "Imported 200 tickets and 0 messages")
        .await;
    window.sees("#count-open", "200").await;
    window.sees("#rows .row:first-child", "Socket 200 is dead").await;
    window.picture("imported");

    // One invalid row: nothing is imported.
    fs::write(
        &chosen,
        term(3).replace("Socket 2 is dead,,,open", "Socket 2 is dead,,,broken"),
    )
    .unwrap();
    from_menu(&window, "Import tickets").await;
    window
        .sees("#notices .notice", "Nothing was imported. Line 3 of tickets.csv")
        .await;
    window.picture("bad-row");
    window.sees("#count-open", "200").await;

    fs::remove_file(&chosen).unwrap();
    from_menu(&window, "Export all tickets").await;
    window
        .sees("#notices .notice", "Saved 200 tickets and 0 messages")
        .await;
    let exported = fs::read_to_string(&chosen).unwrap();
    assert_eq!(exported.lines().count(), 201);
    assert!(exported.contains("Socket 117 is dead"));

    // The dialog asks before replacing the first file; the second file gets a new name instead.
    let messages = folder.path().join("tickets-messages.csv");
    fs::write(&messages, "someone's own work").unwrap();
    fs::write(&chosen, "the file before").unwrap();
    from_menu(&window, "Export all tickets").await;
    window
        .sees("#notices .notice", "tickets-messages.csv already exists")
        .await;
    window.picture("export-in-the-way");
    assert_eq!(fs::read_to_string(&messages).unwrap(), "someone's own work");
    assert_eq!(fs::read_to_string(&chosen).unwrap(), "the file before");
    window.assert_no_errors().await;
}

#[tokio::test]
async fn an_analysis_is_exported_as_a_table_and_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let chosen = folder.path().join("figures");
    let laptop = Laptop::of_the_helpdesk().choosing(&chosen);
    let window = laptop.open().await;
    fs::write(&chosen, term(12)).unwrap();
    from_menu(&window, "Import tickets").await;
    window
        .sees("#notices .notice", "Imported 12 tickets and 0 messages")
        .await;
    window.click(".sidebar button", "Analysis").await;
    window.click(".sidebar button", "Category load").await;
    window
        .until(
            "a chart is drawn",
            "document.querySelector('#panel figure .drawing svg path')",
        )
        .await;

    window.click(".exports button", "Export CSV").await;
    window.sees("#notices .notice", "Saved to").await;
    let table = fs::read_to_string(&chosen).unwrap();
    let open: u64 = csv::Reader::from_reader(table.as_bytes())
        .records()
        .map(|row| row.unwrap()[2].parse::<u64>().unwrap())
        .sum();
    assert_eq!(open, 12, "{table}");

    window
        .click("#notices .notice:last-child button", "Dismiss")
        .await;
    window.sees_no("#notices .notice", "Saved to").await;
    window.click(".exports button", "Export picture").await;
    window.sees("#notices .notice", "Saved to").await;
    assert!(fs::read(&chosen).unwrap().starts_with(b"\x89PNG"));
    assert_is_picture(&chosen);

    // While the service is down, a notice reports it, once.
    fs::remove_file(&chosen).unwrap();
    for (_, service) in window.services() {
        service.kill();
    }
    window.click(".exports button", "Export CSV").await;
    window
        .until(
            "it is answered",
            "document.querySelectorAll('#notices > .notice:not([hidden])').length >= 3 || document.querySelector('#notices .unavailable')",
        )
        .await;
    assert_eq!(window.count("#notices .unavailable").await, 0);
    assert_eq!(window.count("#notices [hx-post='/analysis_panel']").await, 0);
    window.assert_no_errors().await;
}

/// Asserts that the picture has the chart's size and more than one colour.
fn assert_is_picture(file: &Path) {
    let colours = std::process::Command::new("identify")
        .args(["-format", "%k %w"])
        .arg(format!("png:{}", file.display()))
        .output()
        .expect("ImageMagick");
    let output = String::from_utf8(colours.stdout).unwrap();
    let numbers: Vec<u64> = output
        .split(' ')
        .map(|number| number.trim().parse().unwrap())
        .collect();
    assert!(numbers[0] > 10 && numbers[1] > 600, "colours and width: {output}");
}

async fn from_menu(window: &Window, what: &str) {
    window.click("#file-menu summary", "Files").await;
    window.click("#file-menu button", what).await;
}

/// A CSV file with this many open tickets.
fn term(count: u32) -> String {
    let head = "number,description,place,category,status,opened_at,modified_at,closed_at\n".to_owned();
    (1..=count).fold(head, |file, number| {
        let at = format!(
            "2026-03-{:02}T{:02}:{:02}:00Z",
            1 + number / 24 % 28,
            number % 24,
            number % 60
        );
        file + &format!("{number},Socket {number} is dead,,,open,{at},{at},\n")
    })
}
