//! Every page in windows from a phone's width to a wide screen's, in both themes: nothing stands out of the window,
//! nothing is cut off.

use end_to_end::window::{Laptop, Window};
use serde_json::Value;

use crate::pages::{PAGES, go_to};

/// Width and height of windows.
const SIZES: [(u32, u32); 4] = [(360, 740), (700, 800), (1280, 800), (2560, 1400)];

#[tokio::test]
async fn every_page_fits_every_window_in_the_light() {
    looked_at(Laptop::new(), "light").await;
}

#[tokio::test]
async fn every_page_fits_every_window_in_the_dark() {
    looked_at(Laptop::new().dark(), "dark").await;
}

async fn looked_at(laptop: Laptop, theme: &str) {
    let laptop = laptop.with_screen(2560, 1440);
    let window = laptop.open().await;
    let mut wrong = Vec::new();
    for page in PAGES {
        window.resize(1280, 800).await;
        go_to(&window, page).await;
        for (width, height) in SIZES {
            window.resize(width, height).await;
            settled(&window).await;
            window.picture_of(width, height, &format!("{theme}-{width}-{page}"));
            let found = window.run(MISFITS, vec![]).await;
            if found != Value::Array(vec![]) {
                wrong.push(format!("{page} at {width}: {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    window.nothing_went_wrong().await;
}

/// Until the page has been drawn in its new size, charts included.
async fn settled(window: &Window) {
    let drawn = "return new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then, 60))))";
    window.run(drawn, vec![]).await;
}

/// What stands out of the window or of its own box. What scrolls sideways by design (a table, the narrow bar of
/// views) holds what it scrolls.
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
    return wrong";
