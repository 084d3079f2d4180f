//! Texts are removed for good by the retention.

use std::fs;

use end_to_end::window::Laptop;

use crate::other_clients;

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
