//! The document and its files.

use axum::http::StatusCode;
use scraper::{Html, Selector};

use crate::site::{Got, Site};

/// The files that the document names.
fn named(document: &Got) -> Vec<String> {
    let page = Html::parse_document(&document.text);
    let elements = Selector::parse("script[src], link[href]").unwrap();
    page.select(&elements)
        .filter_map(|element| element.attr("src").or(element.attr("href")))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_browser_keeps_each_file_for_ever_and_asks_for_the_document_again() {
    let site = Site::open();
    let mut browser = site.browser();
    let document = browser.get("/", &[]).await;
    assert_eq!(document.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(document.header("cache-control"), "no-cache");
    let files = named(&document);
    assert!(files.len() > 5, "{files:?}");
    for file in &files {
        let got = browser.get(file, &[]).await;
        assert_eq!(got.status, StatusCode::OK, "{file}");
        assert!(file.starts_with("/assets/"), "{file}");
        assert_eq!(got.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(!got.text.is_empty(), "{file}");
    }
    let tag = document.header("etag").to_owned();
    let again = browser.get("/", &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, &*again.text), (StatusCode::NOT_MODIFIED, ""));
}

/// Scripts import each other by relative paths, so they work in the folder of any version.
#[tokio::test]
async fn every_script_that_a_script_imports_is_served() {
    let site = Site::open();
    let mut browser = site.browser();
    let document = browser.get("/", &[]).await;
    let main = named(&document)
        .into_iter()
        .find(|file| file.ends_with("/js/main.js"))
        .unwrap();
    let mut waiting = vec![main];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(script) = waiting.pop() {
        if !seen.insert(script.clone()) {
            continue;
        }
        let got = browser.get(&script, &[]).await;
        assert_eq!(got.status, StatusCode::OK, "{script}");
        assert_eq!(got.header("content-type"), "text/javascript; charset=utf-8");
        for line in got.text.lines().filter(|line| line.starts_with("import ")) {
            let module = line.split(['"', '\'']).nth(1).unwrap();
            waiting.push(join(&script, module));
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

fn join(script: &str, module: &str) -> String {
    assert!(
        module.starts_with('.'),
        "{script} imports {module} by an absolute path"
    );
    let mut path: Vec<&str> = script.split('/').collect();
    path.pop();
    for part in module.split('/') {
        match part {
            "." => {}
            ".." => drop(path.pop()),
            name => path.push(name),
        }
    }
    path.join("/")
}

#[tokio::test]
async fn a_file_is_compressed_for_browsers_that_accept_it() {
    let site = Site::open();
    let mut browser = site.browser();
    let plain = browser.get("/", &[]).await;
    let packed = browser.get("/", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.header("vary"), "accept-encoding");
    assert!(packed.size < plain.size / 2);
    let fragment = browser.post("/home", &[]).await;
    assert_eq!(fragment.header("content-encoding"), "");
    assert_eq!(fragment.header("campus-desk-fragment"), "1");
}

#[tokio::test]
async fn there_is_no_other_file_and_no_file_of_another_version() {
    let site = Site::open();
    let mut browser = site.browser();
    let document = browser.get("/", &[]).await;
    let own = named(&document)[0].clone();
    let version = own.split('/').nth(2).unwrap();
    for missing in [
        own.replace(version, "0123456789abcdef"),
        format!("/assets/{version}/../Cargo.toml"),
        format!("/assets/{version}/%2e%2e/Cargo.toml"),
        format!("/assets/{version}/js/none.js"),
    ] {
        assert_eq!(
            browser.get(&missing, &[]).await.status,
            StatusCode::NOT_FOUND,
            "{missing}"
        );
    }
}
