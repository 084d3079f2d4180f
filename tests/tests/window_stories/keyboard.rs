//! Usable by everyone: with the keyboard alone, and with what reads the page aloud, in both themes.

use std::path::Path;

use end_to_end::window::{Key, Laptop, Window};
use serde_json::Value;
use tickets::{Category, CommandId};

use crate::elsewhere;

/// The pages, by the names of their pictures: each is reached from the one before.
const PAGES: [&str; 10] = [
    "entry",
    "report",
    "reported",
    "user-ticket",
    "editor",
    "queue",
    "queue-ticket",
    "keys",
    "analysis",
    "sorting",
];

#[tokio::test]
async fn axe_finds_nothing_serious_on_any_page_in_the_light() {
    looked_at_by_axe(Laptop::new(), "light").await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_on_any_page_in_the_dark() {
    looked_at_by_axe(Laptop::new().dark(), "dark").await;
}

async fn looked_at_by_axe(laptop: Laptop, theme: &str) {
    let window = laptop.open().await;
    let scheme = format!("matchMedia('(prefers-color-scheme: {theme})').matches");
    window.until(&format!("the window is {theme}"), &scheme).await;
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("axe-core, which `cargo xtask test` installs");
    for page in PAGES {
        go_to(&window, page).await;
        window.picture(&format!("{theme}-{page}"));
        let found = window.run(&format!("{axe}; {LOOK}"), vec![]).await;
        assert_eq!(found, Value::Array(vec![]), "on {page}, {theme}");
    }
    window.nothing_went_wrong().await;
}

const LOOK: &str = "
    return window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((n) => n.html + ' ' + n.failureSummary).join(' | ')}`))";

#[tokio::test]
async fn the_tab_key_reaches_everything_and_one_sees_where_it_is() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    for page in PAGES {
        go_to(&window, page).await;
        tab_through(&window, page).await;
    }
}

/// Presses Tab until it is back where it began; what was passed must be all there is to reach.
async fn tab_through(window: &Window, page: &str) {
    let wanted: Vec<String> = list(&window.run(&format!("{NAME}{REACHABLE}"), vec![]).await);
    assert!(!wanted.is_empty(), "{page} has nothing to reach");
    let mut missing = wanted.clone();
    for _ in 0..=2 * wanted.len() + 5 {
        window.press(Key::Tab).await;
        let here = window.run(&format!("{NAME}{HERE}"), vec![]).await;
        let (name, seen) = (
            here[0].as_str().unwrap_or_default(),
            here[1].as_bool() == Some(true),
        );
        assert!(
            seen || name == "BODY",
            "on {page}, one does not see that {name} has the focus"
        );
        missing.retain(|wanted| wanted != name);
        if missing.is_empty() {
            return;
        }
    }
    panic!("on {page}, Tab does not reach {missing:?}");
}

fn list(names: &Value) -> Vec<String> {
    names
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect()
}

/// Names an element so that it can be told from the others.
const NAME: &str = "
    const name = (e) => e === document.body ? 'BODY' : e.type === 'radio' ? `radio ${e.name}`
        : [e.tagName, e.id, e.name, e.getAttribute('aria-label'), e.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60)].filter(Boolean).join(' ');";

const REACHABLE: &str = "
    const scope = document.querySelector('dialog[open]') ?? document;
    const all = [...scope.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, [tabindex]')];
    return [...new Set(all.filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility() && !e.closest('details:not([open]) > :not(summary)')).map(name))]";

const HERE: &str = "
    const e = document.activeElement;
    const drawn = (e) => { const style = getComputedStyle(e);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none'; };
    return [name(e), drawn(e) || (e.closest('label') !== null && drawn(e.closest('label')))]";

async fn go_to(window: &Window, page: &str) {
    match page {
        "entry" => {
            window.sees("h1", "Campus Desk").await;
        }
        "report" => {
            window.click("button", "I want to report a problem").await;
            elsewhere::report(
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
        }
        "user-ticket" => {
            window.click("#rows .row-open", "The printer").await;
            window.sees("#ticket h1", "Ticket #1").await;
            elsewhere::write(
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
            window.sees("fieldset legend", "Queue").await;
            window.sees("#rows .row", "The printer").await;
        }
        "queue-ticket" => {
            window.click("#rows .row-open", "The printer").await;
            window.sees("#ticket h1", "Ticket #1").await;
        }
        "keys" => {
            window.click("header button", "Keys").await;
            window.sees("#help[open]", "answer").await;
        }
        "sorting" => {
            let helpdesk = window.api("helpdesk");
            let ticket = helpdesk.ticket(1).await.unwrap();
            let corrected = helpdesk.set_category(CommandId::new(), ticket.id, Category::ServicesComplaints);
            corrected.await.unwrap();
            window.click(".sidebar .nav", "Sorting").await;
            window.sees("#sorting .matrix button", "1").await;
            window
                .until(
                    "the chart is drawn",
                    "document.querySelector('#sorting figure .drawing svg path')",
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
