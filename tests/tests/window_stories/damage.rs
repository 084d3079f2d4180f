//! Damage of the desk's file that is found while the window is open.

use std::fs;

use end_to_end::window::{Laptop, Window, wait_until};

use crate::drafts::wait_until_drafts_are_saved;
use crate::other_clients;
use crate::restore::{backups, report};

/// A text that fills pages of its own in the desk's file.
fn long_text() -> String {
    "unlucky ".repeat(1_200)
}

/// The first bytes of pages with rows of a table, and of pages with the rest of a long text.
const ROWS: u8 = 0x0d;
const REST: u8 = 0;

/// Overwrites the pages of this kind that contain a text.
fn overwrite_pages(laptop: &Laptop, kind: u8, text: &str) {
    let mut desk = fs::read(laptop.desk()).unwrap();
    let mut overwritten = 0;
    for page in desk.chunks_mut(4096) {
        if page[0] == kind && page.windows(text.len()).any(|found| found == text.as_bytes()) {
            page.fill(0);
            overwritten += 1;
        }
    }
    assert!(overwritten > 0, "no page contains {text}");
    fs::write(laptop.desk(), desk).unwrap();
}

/// A laptop with a backup of today. Its desk has an open ticket, and a closed one that can no longer be read.
async fn with_an_unreadable_closed_ticket() -> Laptop {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    report(&window, &["The lift in Hall B is stuck"]).await;
    let unlucky = other_clients::report(&window.api("user"), &long_text(), None).await;
    other_clients::close(&window.api("helpdesk"), &unlucky).await;
    let _ = window.close();
    let window = laptop.open().await;
    wait_until("a backup is made", || backups(&laptop).len() == 1);
    let _ = window.close();
    overwrite_pages(&laptop, REST, "unlucky unlucky");
    laptop
}

/// Another program finds the damage through the API; nobody does anything in the window.
#[tokio::test]
async fn damage_that_is_found_while_the_window_is_open_leads_to_the_backups() {
    let laptop = with_an_unreadable_closed_ticket().await;
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window.sees("#rows .row", "The lift in Hall B is stuck").await;
    window.types("#report-description", "The tap drips").await;
    wait_until_drafts_are_saved(&window).await;
    window.sees_no(".notice", "damaged").await;
    assert!(window.api("helpdesk").ticket(2).await.is_err());
    window.sees("#held .notice", "The desk's file is damaged.").await;
    window.sees("#held .notice", "nothing more is saved").await;
    // The report is not lost, and can be sent once the desk works.
    window.click("#report button", "Send report").await;
    window
        .sees(".notice.failure[role=alert]", "Restore a backup")
        .await;
    window.picture("damage-found-1280");
    window.resize(360, 800).await;
    window.picture_of(360, 800, "damage-found-360");
    window.resize(1280, 800).await;

    let (before, cover) = (window.application(), laptop.screen().cover());
    window.click("#held .notice button", "Show backups").await;
    let (restarted, arguments) = laptop.restarted(before);
    laptop.screen().wait_until_above("Campus Desk", &cover);
    laptop.screen().picture("restarted-to-restore");
    restarted.kill();
    drop(window);
    // The driver can only operate a window that it has opened itself.
    let window = laptop.open_with(&arguments).await;
    window.first_page().await;
    window
        .sees(".start-failed h1", "The desk's file is damaged")
        .await;
    window.sees(".backups li", "2 tickets · last change today").await;
    window.sees(".start-failed code", "malformed").await;
    window.click(".backups button", "Restore…").await;
    window.click(".actions button", "Restore").await;
    window.sees("#notices", "was restored").await;
    window.sees("#rows .row", "The lift in Hall B is stuck").await;
    let unlucky = window.api("helpdesk").ticket(2).await.unwrap();
    assert!(
        unlucky.description.as_str() == long_text(),
        "it can be read again"
    );
    sends_the_saved_draft(&window).await;
    window.assert_no_errors().await;
}

async fn sends_the_saved_draft(window: &Window) {
    assert_eq!(window.value("#report-description").await, "The tap drips");
    window.click("#report button", "Send report").await;
    window.sees("#report h2", "Your report is number").await;
    window.sees("#rows .row", "The tap drips").await;
}

#[tokio::test]
async fn a_backup_that_finds_damage_leads_to_the_older_backups() {
    let laptop = Laptop::of_the_helpdesk().dark();
    let window = laptop.open().await;
    report(&window, &[&long_text()]).await;
    let unlucky = window.api("helpdesk").ticket(1).await.unwrap();
    other_clients::close(&window.api("helpdesk"), &unlucky).await;
    let _ = window.close();
    overwrite_pages(&laptop, REST, "unlucky unlucky");
    let window = laptop.open().await;
    window.sees("#held .notice", "The desk's file is damaged.").await;
    window.sees_no("#held .notice", "nothing more is saved").await;
    window.sees("#held .notice button", "Show backups").await;
    window.picture("damage-found-by-backup-dark-1280");
    assert!(backups(&laptop).is_empty(), "no damaged copy stays");
}

#[tokio::test]
async fn a_first_page_that_cannot_be_read_offers_the_backups() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    report(&window, &["No Wi-Fi in the library"]).await;
    let _ = window.close();
    overwrite_pages(&laptop, ROWS, "No Wi-Fi in the library");
    let window = laptop.open().await;
    window
        .sees(".start-failed h1", "The desk's file is damaged")
        .await;
    window.sees(".start-failed", "closes and opens again").await;
    window.picture("damaged-first-page-1280");
    let before = window.application();
    window.click(".start-failed button", "Show backups").await;
    let (restarted, arguments) = laptop.restarted(before);
    restarted.kill();
    assert!(
        arguments.iter().any(|word| word.starts_with("--damaged=")),
        "{arguments:?}"
    );
}
