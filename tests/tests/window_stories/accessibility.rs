//! Accessibility: axe and the tab order, on every page and in both themes.

use std::path::Path;

use end_to_end::window::{Key, Laptop, Window};
use serde_json::Value;

use crate::pages::{PAGES, go_to};

#[tokio::test]
async fn axe_finds_nothing_serious_on_any_page_in_the_light_theme() {
    run_axe_on_all_pages(Laptop::new(), "light").await;
}

#[tokio::test]
async fn axe_finds_nothing_serious_on_any_page_in_the_dark_theme() {
    run_axe_on_all_pages(Laptop::new().dark(), "dark").await;
}

async fn run_axe_on_all_pages(laptop: Laptop, theme: &str) {
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
    window.assert_no_errors().await;
}

const LOOK: &str = "
    return window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((n) => n.html + ' ' + n.failureSummary).join(' | ')}`))";

#[tokio::test]
async fn the_tab_key_reaches_every_control_and_the_focus_is_visible() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    for page in PAGES {
        go_to(&window, page).await;
        tab_through(&window, page).await;
    }
}

/// Presses Tab until the focus is back at the start; asserts that it passed every focusable element.
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

/// A script that names an element uniquely.
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
