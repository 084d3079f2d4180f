//! What a request must be before a command sees it, and what every answer has.

use axum::http::{Method, StatusCode};

use crate::site::{Browser, Site, form};

async fn sent_with(site: &Site, headers: &[(&str, &str)]) -> StatusCode {
    let mut browser = site.browser();
    let mut request = browser.request(Method::POST, "/home");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request, String::new()).await.status
}

#[tokio::test]
async fn a_page_of_another_site_can_send_nothing() {
    let site = Site::open();
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://other.uni.example"),
        ],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[],
    ] {
        assert_eq!(
            sent_with(&site, headers).await,
            StatusCode::FORBIDDEN,
            "{headers:?}"
        );
    }
    for headers in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("origin", "https://desk.uni.example")],
    ] {
        assert_eq!(sent_with(&site, headers).await, StatusCode::OK, "{headers:?}");
    }
}

#[tokio::test]
async fn a_request_under_a_foreign_name_is_refused() {
    let site = Site::open();
    let named = |browser: &Browser, host: &str| {
        let mut request = browser.request(Method::GET, "/");
        request
            .headers_mut()
            .unwrap()
            .insert("host", host.parse().unwrap());
        request
    };
    for (host, status) in [
        ("desk.uni.example", StatusCode::OK),
        ("evil.example", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let mut browser = site.browser();
        let request = named(&browser, host);
        assert_eq!(
            browser.send(request, String::new()).await.status,
            status,
            "{host}"
        );
    }
}

#[tokio::test]
async fn every_answer_says_what_the_page_may_do_and_no_command_is_cached() {
    let site = Site::open();
    let mut browser = site.browser();
    let document = browser.get("/", &[]).await;
    let page = browser.post("/home", &[]).await;
    let refused = browser.post("/queue", &[]).await;
    let missing = browser.get("/assets/none/js/main.js", &[]).await;
    for (what, got) in [
        ("document", &document),
        ("page", &page),
        ("refused", &refused),
        ("missing", &missing),
    ] {
        let policy = got.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{what}: {policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
        assert!(!policy.contains("unsafe"), "{what}: {policy}");
        assert_eq!(got.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(got.header("referrer-policy"), "same-origin", "{what}");
    }
    for (what, got) in [("page", &page), ("refused", &refused), ("missing", &missing)] {
        assert_eq!(got.header("cache-control"), "no-store", "{what}");
    }
}

#[tokio::test]
async fn a_form_that_is_too_large_or_none_is_refused_with_the_text_still_on_the_page() {
    let site = Site::open();
    let mut browser = site.browser();
    let long = "x".repeat(200 * 1024);
    let got = browser.post("/classify", &[("description", &long)]).await;
    assert_eq!(got.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(got.text.contains("Your text is still here"), "{}", got.text);
    let largest = "ẞ".repeat(10_000);
    assert_eq!(
        browser
            .post("/classify", &[("description", &largest)])
            .await
            .status,
        StatusCode::OK
    );

    let request = browser
        .request(Method::POST, "/classify")
        .header("sec-fetch-site", "same-origin");
    let got = browser.send(request, "%".to_owned()).await;
    assert!(
        got.status == StatusCode::OK || got.status == StatusCode::BAD_REQUEST,
        "{}",
        got.status
    );
    let got = browser.post("/report_ticket", &[("description", "no ids")]).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    assert!(got.has(".notice.failure"), "{}", got.text);
}

#[tokio::test]
async fn a_command_of_the_helpdesk_is_refused_whatever_the_browser_sends() {
    let site = Site::open();
    let mut browser = site.browser();
    let ticket = browser.report("The lift is stuck").await;
    browser.role = Some("helpdesk");
    let fields = [
        ("ticket", &*ticket),
        ("command", &ticket),
        ("version", "1"),
        ("messages", "0"),
    ];
    for role in [Some("helpdesk"), Some("user"), None] {
        browser.role = role;
        for command in [
            "/queue",
            "/queue_rows",
            "/classification",
            "/analysis_panel",
            "/remove_text",
        ] {
            let got = browser
                .post(command, &[&fields[..], &[("text", "all")]].concat())
                .await;
            assert!(
                !got.has("#rows, .row, .classification"),
                "{command} as {role:?}: {}",
                got.text
            );
        }
        browser.post("/start_ticket", &fields).await;
    }
    let id = ticket.parse().unwrap();
    let now = site
        .desk
        .ticket(tickets::Role::Helpdesk, tickets::TicketRef::Id(id))
        .unwrap();
    let now = now.full().expect("it is there");
    assert_eq!(now.status, tickets::Status::Open);
    assert_eq!(now.description.as_str(), "The lift is stuck");
}

#[tokio::test]
async fn an_address_can_only_be_used_as_it_is_meant() {
    let site = Site::open();
    let mut browser = site.browser();
    assert_eq!(
        browser.get("/report_ticket", &[]).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    for not_in_a_browser in [
        "/save_draft",
        "/export_tickets",
        "/import_tickets",
        "/zoom",
        "/show_in_folder",
    ] {
        let got = browser.post(not_in_a_browser, &[]).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{not_in_a_browser}");
    }
    let request = browser
        .request(Method::POST, "/")
        .header("sec-fetch-site", "same-origin");
    let got = browser.send(request, form(&[])).await;
    assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
}
