//! The layout of every page, from a phone's width to a wide screen's and in both themes: nothing overflows or is cut off.

use end_to_end::window::{Laptop, Window};
use serde_json::Value;

use crate::pages::{PAGES, go_to};

/// Widths and heights of the window.
const SIZES: [(u32, u32); 5] = [(360, 740), (800, 800), (1280, 800), (1920, 1080), (2560, 1400)];

#[tokio::test]
async fn every_page_fits_every_width_in_the_light_theme() {
    check_all_pages(Laptop::new(), "light").await;
}

#[tokio::test]
async fn every_page_fits_every_width_in_the_dark_theme() {
    check_all_pages(Laptop::new().dark(), "dark").await;
}

async fn check_all_pages(laptop: Laptop, theme: &str) {
    let laptop = laptop.with_screen(2560, 1440);
    let window = laptop.open().await;
    let mut wrong = Vec::new();
    for page in PAGES {
        window.resize(1280, 800).await;
        go_to(&window, page).await;
        for (width, height) in SIZES {
            window.resize(width, height).await;
            wait_for_layout(&window).await;
            window.picture_of(width, height, &format!("{theme}-{width}-{page}"));
            let found = window.run(MISFITS, vec![]).await;
            if found != Value::Array(vec![]) {
                wrong.push(format!("{page} at {width}: {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    window.assert_no_errors().await;
}

/// Waits until the page and its charts are drawn in the new size.
async fn wait_for_layout(window: &Window) {
    let drawn = "return new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then, 60))))";
    window.run(drawn, vec![]).await;
}

/// A script that returns the elements that overflow the window or their box, and controls of one line that differ in
/// height. Containers that scroll sideways by design
/// (tables, the narrow bar of views) are exempt.
const MISFITS: &str = "
    const wrong = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push(`the page is ${root.scrollWidth} wide`);
    const scrolls = (e) => e && e !== root && (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    const scope = document.querySelector('dialog[open]') ?? document;
    const menus = [...document.querySelectorAll('.menu')];
    menus.forEach((menu) => { menu.open = true; });
    for (const e of scope.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, h1, h2, p, label, th, td')) {
        if (!e.checkVisibility() || e.closest('.visually-hidden') || e.closest('details:not([open]) > :not(summary)')) continue;
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        if (style.position === 'absolute' && box.width <= 2 || style.opacity === '0') continue;
        const name = `${e.tagName} ${e.id} ${e.className} ${e.textContent.trim().slice(0, 30)}`.replace(/\\s+/g, ' ');
        if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(e.parentElement)) wrong.push(`${name}: ${Math.round(box.left)}..${Math.round(box.right)}`);
        const control = e.matches('button:not(.row-open, .mine), summary, h1, h2, label');
        if (control && e.scrollWidth > e.clientWidth + 1 && style.display !== 'inline' && style.overflowX !== 'auto') wrong.push(`${name}: ${e.scrollWidth} in ${e.clientWidth}`);
    }
    menus.forEach((menu) => { menu.open = false; });
    const rows = new Map();
    for (const e of scope.querySelectorAll('.send :is(button, input), #list-form :is(button, input, select), .actions > button, .actions > .menu > summary, .bar-end > button, .bar-end summary, #analysis-form :is(.segment, label > select), .exports button')) {
        if (!e.checkVisibility() || e.closest('.segment') && !e.matches('.segment')) continue;
        const { top, bottom, height } = e.getBoundingClientRect(), row = e.closest('.send, #list-form, .actions, .bar-end, #analysis-form, .exports');
        const others = rows.get(row) ?? [];
        // In one line: their middles are at the same height.
        const beside = others.find((other) => Math.abs(other.middle - (top + bottom) / 2) < 10);
        if (beside && Math.abs(beside.height - height) > 0.6) wrong.push(`${e.tagName} ${e.id} ${e.name ?? ''} ${e.textContent.trim().slice(0, 20)} is ${height} high beside ${beside.height}`);
        rows.set(row, [...others, { middle: (top + bottom) / 2, height }]);
    }
    return wrong";
