//! Texts are removed for good: by the helpdesk, and by the retention.

use std::fs;
use std::path::Path;

use end_to_end::window::{Laptop, Window, wait_until};

use crate::other_clients;

const SECRET: &str = "hunter2";

/// Opens the question which text to remove, and answers it.
async fn remove(window: &Window, text: &str) {
    ask(window).await;
    window.click("#editor label", text).await;
    window.click("#editor button", "Remove text").await;
    window.sees_no("#editor h2", "Remove text").await;
}

async fn ask(window: &Window) {
    window.click("#more-menu summary", "More").await;
    window.click("#more-menu button", "Remove text…").await;
    window.sees("#editor h2", "Remove text").await;
}

/// Whether a file in the folder contains the secret.
fn contains_secret(folder: &Path) -> bool {
    let mut entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.any(|path| {
        if path.is_dir() {
            return contains_secret(&path);
        }
        // A log of SQLite may be gone by now.
        let bytes = fs::read(&path).unwrap_or_default();
        bytes
            .windows(SECRET.len())
            .any(|found| found == SECRET.as_bytes())
    })
}

#[tokio::test]
async fn the_helpdesk_removes_a_password_and_no_file_of_the_desk_has_it_any_more() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let user = window.api("user");
    let wifi = other_clients::report(&user, "The Wi-Fi refuses hunter2", Some("Library")).await;
    for text in ["My password is hunter2", "Please hurry"] {
        other_clients::write(&user, &wifi, text).await;
    }
    window.click("#rows .row-open", "The Wi-Fi refuses").await;
    window.sees("#ticket .message", "My password is hunter2").await;
    assert!(contains_secret(&laptop.data()));

    // "Cancel" removes nothing.
    ask(&window).await;
    window.picture("remove-text-1280");
    window.resize(360, 800).await;
    window.picture_of(360, 800, "remove-text-360");
    window.resize(1280, 800).await;
    window.click("#editor button", "Cancel").await;
    window.sees_no("#editor h2", "Remove text").await;
    window.sees("#ticket .message", "My password is hunter2").await;

    remove(&window, "My password is hunter2").await;
    window.sees("#ticket .message", "Text removed").await;
    window.sees_no("#ticket .message", SECRET).await;
    window.sees("#ticket .message", "Please hurry").await;
    window.sees("#ticket .description", SECRET).await;
    remove(&window, "Description").await;
    window.sees("#ticket .description", "Text removed").await;
    window.sees("#rows .row", "Text removed").await;
    window.sees_no("body", SECRET).await;
    window.picture("text-removed-1280");
    window.types("#q", SECRET).await;
    window.sees_no("#rows .row", "Text removed").await;
    let removed = window.api("helpdesk").ticket(1).await.unwrap();
    assert_eq!(
        (
            removed.description.as_str(),
            removed.place.as_ref().map(tickets::Place::as_str)
        ),
        ("Text removed", Some("Library"))
    );
    wait_until("the remains are erased", || !contains_secret(&laptop.data()));
    window.assert_no_errors().await;
    let _ = window.close();
    assert!(!contains_secret(&laptop.data()));
}

const TICKETS: &str = "number,description,place,category,status,opened_at,modified_at,closed_at,reporter_name
7,The old lift is stuck,Hall B,facility-management,closed,2020-01-02T09:00:00Z,2020-01-05T09:00:00Z,2020-01-05T09:00:00Z,Ada
";

const MESSAGES: &str = "number,at,role,name,body
7,2020-01-03T09:00:00Z,helpdesk,Kim,The old motor is replaced
";

#[tokio::test]
async fn the_setting_for_the_retention_removes_texts_and_names_of_tickets_closed_long_ago() {
    let laptop = Laptop::of_the_helpdesk();
    let files = tempfile::tempdir().unwrap();
    let (tickets, messages) = (files.path().join("old.csv"), files.path().join("messages.csv"));
    fs::write(&tickets, TICKETS).unwrap();
    fs::write(&messages, MESSAGES).unwrap();
    laptop.import(&tickets, &messages);

    // Without the setting, texts stay.
    let window = laptop.open().await;
    let new = other_clients::report(&window.api("user"), "The new lift is stuck", None).await;
    other_clients::close(&window.api("helpdesk"), &new).await;
    window.click(".sidebar label", "Closed").await;
    window.sees("#rows .row", "The old lift is stuck").await;
    let _ = window.close();

    laptop.manage("time_zone = \"Europe/Rome\"\nretention_months = 24\n[defaults]\nrole = \"helpdesk\"\n");
    let window = laptop.open().await;
    window.click(".sidebar label", "Closed").await;
    window.sees("#rows .row", "Text removed").await;
    window.sees("#rows .row", "The new lift is stuck").await;
    window.click("#rows .row-open", "Text removed").await;
    window.sees("#ticket h1", "Ticket #7").await;
    window.sees("#ticket .message", "Text removed").await;
    window.sees("#ticket", "Hall B").await;
    for gone in ["Ada", "Kim", "motor"] {
        window.sees_no("#ticket", gone).await;
    }
    window.click("#history summary", "History").await;
    window.sees("#history li", "older than the retention").await;
    window.picture("retention-applied");
    window.assert_no_errors().await;
}
