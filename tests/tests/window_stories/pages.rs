//! A tour of every page, for the layout and accessibility tests.

use end_to_end::window::{Key, Window};
use tickets::{Category, CommandId};

use crate::other_clients;

/// The pages in the order of the tour, by the names of their pictures.
pub const PAGES: [&str; 11] = [
    "entry",
    "report",
    "reported",
    "user-ticket",
    "editor",
    "queue",
    "queue-ticket",
    "report-for-someone",
    "keys",
    "analysis",
    "classification",
];

/// Goes to a page from the page before it.
pub async fn go_to(window: &Window, page: &str) {
    match page {
        "entry" => {
            window.sees("h1", "Campus Desk").await;
        }
        "report" => {
            window.click("button", "I want to report a problem").await;
            other_clients::report(
                &window.api("user"),
                "The printer on the third floor is on fire",
                Some("Hall B"),
            )
            .await;
            window.sees("#rows .row", "The printer").await;
            window
                .types("#report-description", "The wifi in the library is slow")
                .await;
            window.sees("#report-assignment", "Technical IT").await;
        }
        "reported" => {
            window.click("#report button", "Send report").await;
            window.sees("#report h2", "Your report is number #2").await;
            window.sees("#rows .row", "The wifi in the library").await;
        }
        "user-ticket" => {
            window.click("#rows .row-open", "The printer").await;
            window.sees("#ticket h1", "Ticket #1").await;
            other_clients::write(
                &window.api("helpdesk"),
                &window.api("helpdesk").ticket(1).await.unwrap(),
                "On our way",
            )
            .await;
            window.sees("#ticket .message", "On our way").await;
        }
        "editor" => {
            window.click("#ticket .actions button", "Edit").await;
            window.sees("#editor button", "Save").await;
        }
        "queue" => {
            window.click("#editor button", "Cancel").await;
            window.click("header button", "I work at the helpdesk").await;
            window.sees(".sidebar h2", "Queue").await;
            window.sees("#rows .row", "The printer").await;
        }
        "queue-ticket" => {
            window.click("#rows .row-open", "The printer").await;
            window.sees("#ticket h1", "Ticket #1").await;
        }
        "report-for-someone" => {
            window.press('n').await;
            window.sees("#ticket h1", "Report for someone").await;
            window.press(Key::Escape).await;
        }
        "keys" => {
            window.click("header button", "Keys").await;
            window.sees("#help[open]", "answer").await;
        }
        "classification" => {
            let helpdesk = window.api("helpdesk");
            let ticket = helpdesk.ticket(1).await.unwrap();
            let corrected = helpdesk.set_category(CommandId::new(), ticket.id, Category::ServicesComplaints);
            corrected.await.unwrap();
            window.click(".sidebar .nav", "Classification").await;
            window.sees("#classification .matrix button", "1").await;
            window
                .until(
                    "the chart is drawn",
                    "document.querySelector('#classification figure .drawing svg path')",
                )
                .await;
        }
        _ => {
            window.click("#help button", "Close").await;
            window.click("button", "Analysis").await;
            window
                .until(
                    "a chart is drawn",
                    "document.querySelector('#panel figure .drawing svg path')",
                )
                .await;
        }
    }
}
