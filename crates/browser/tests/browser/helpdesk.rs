//! The key of the helpdesk, typed once.

use axum::http::StatusCode;
use chrono::TimeDelta;

use crate::site::{KEY, Site, tokens};

const PROOF: &str = "__Host-desk-helpdesk";

#[tokio::test]
async fn a_browser_is_a_reporters_until_the_key_is_typed_and_for_twelve_hours() {
    let site = Site::open();
    let mut browser = site.browser();
    assert!(browser.post("/home", &[]).await.has("form.report"));
    let asked = browser.post("/choose_role", &[("role", "helpdesk")]).await;
    assert!(asked.has("#key") && !asked.has("#rows"), "{}", asked.text);

    let entered = browser.enter(KEY).await;
    assert!(entered.has(".desk #rows"), "{}", entered.text);
    let cookie = entered.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-desk-helpdesk=")
            && cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200"),
        "{cookie}"
    );
    assert!(!cookie.contains(KEY), "{cookie}");
    browser.role = Some("helpdesk");
    assert_eq!(browser.post("/queue_rows", &[]).await.status, StatusCode::OK);

    site.clock.advance(TimeDelta::hours(12) - TimeDelta::seconds(1));
    assert_eq!(browser.post("/queue_rows", &[]).await.status, StatusCode::OK);
    site.clock.advance(TimeDelta::seconds(2));
    let late = browser.post("/queue_rows", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.has(".role-changed"), "{}", late.text);
}

#[tokio::test]
async fn a_made_up_or_changed_proof_proves_nothing() {
    let site = Site::open();
    let mut browser = site.browser();
    browser.enter(KEY).await;
    let proof = browser.cookies[PROOF].clone();
    let (until, signed) = proof.split_once('.').unwrap();
    let later = until.parse::<u64>().unwrap() + 3_600;
    for made_up in [
        format!("{later}.{signed}"),
        format!("{until}."),
        format!("{until}.{KEY}"),
        until.to_owned(),
        format!("x.{signed}"),
    ] {
        browser.cookies.insert(PROOF.to_owned(), made_up.clone());
        let got = browser.post("/queue_rows", &[]).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{made_up}");
    }
    browser.cookies.insert(PROOF.to_owned(), proof.clone());
    assert_eq!(browser.post("/queue_rows", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_revoked_key_ends_the_proof_at_once() {
    let site = Site::open();
    let mut browser = site.browser();
    browser.enter(KEY).await;
    site.tokens.replace(tokens("another-key-of-the-helpdesk"));
    assert_eq!(
        browser.post("/queue_rows", &[]).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn after_five_wrong_keys_a_network_waits_and_others_do_not() {
    let site = Site::open();
    let mut guesser = site.browser();
    for guess in ["", "a", &"u".repeat(32), &"s".repeat(32), "b"] {
        let got = guesser.enter(guess).await;
        assert!(
            got.has("#key-hint") && got.text.contains("not the key"),
            "{guess}: {}",
            got.text
        );
    }
    let got = guesser.enter(KEY).await;
    assert!(got.text.contains("Too many wrong keys"), "{}", got.text);
    assert!(guesser.cookies.is_empty());
    let mut colleague = site.browser();
    colleague.address = "192.0.2.8:50000".parse().unwrap();
    assert!(colleague.enter(KEY).await.has("#rows"));
}

#[tokio::test]
async fn leaving_the_helpdesk_takes_the_proof_along() {
    let site = Site::open();
    let mut browser = site.browser();
    let page = browser.enter(KEY).await;
    assert!(page.text.contains("Leave the helpdesk"));
    assert!(!page.has("#file-menu"), "a browser has no file dialogs");
    assert!(!page.text.contains("Import tickets"), "{}", page.text);
    assert!(!page.has("[hx-post='/analysis']"), "this hub runs no analyses");
    let left = browser.post("/choose_role", &[("role", "user")]).await;
    assert!(left.has("form.report"));
    assert_eq!(browser.cookies.get(PROOF), None);
}

/// A text that is sent under the wrong role would be shown to the reporter as if they had written it.
#[tokio::test]
async fn the_text_of_a_page_that_was_made_for_another_role_is_not_sent() {
    let site = Site::open();
    let mut browser = site.browser();
    let ticket = browser.report("The lift is stuck").await;
    browser.enter(KEY).await;
    browser.role = Some("user");
    let fields = [
        ("ticket", &*ticket),
        ("command", &ticket),
        ("body", "From the old tab"),
    ];
    let got = browser.post("/write_message", &fields).await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    browser.role = Some("helpdesk");
    browser.cookies.remove(PROOF);
    assert_eq!(
        browser.post("/write_message", &fields).await.status,
        StatusCode::CONFLICT
    );
    browser.role = Some("user");
    let sent = browser.post("/write_message", &fields).await;
    assert_eq!((sent.status, sent.has("#composer")), (StatusCode::OK, true));
}

#[tokio::test]
async fn a_hub_without_pages_for_the_helpdesk_does_not_offer_them() {
    let site = Site::with(|pages| pages.helpdesk = false);
    let mut browser = site.browser();
    let page = browser.post("/home", &[]).await;
    assert!(
        page.has("form.report") && !page.has("[hx-post='/choose_role']"),
        "{}",
        page.text
    );
    assert_eq!(browser.enter(KEY).await.status, StatusCode::FORBIDDEN);
    let asked = browser.post("/choose_role", &[("role", "helpdesk")]).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn on_shared_computers_the_next_person_is_not_at_the_helpdesk() {
    let site = Site::with(|pages| pages.shared = true);
    let mut browser = site.browser();
    browser.enter(KEY).await;
    browser.role = Some("helpdesk");
    assert_eq!(browser.post("/queue_rows", &[]).await.status, StatusCode::OK);
    browser.post("/clear_personal_data", &[]).await;
    browser.role = None;
    let page = browser.post("/home", &[]).await;
    assert!(page.has("form.report") && !page.has(".desk"), "{}", page.text);
}
