//! How much one address may send.

use axum::http::StatusCode;
use browser::Proxies;
use tickets::{CommandId, TicketId};

use crate::site::{Browser, KEY, Site};

async fn report(browser: &mut Browser) -> StatusCode {
    let (command, ticket) = (CommandId::new().to_string(), TicketId::new().to_string());
    let form = [
        ("command", &*command),
        ("ticket", &ticket),
        ("description", "The lift is stuck"),
    ];
    browser.post("/report_ticket", &form).await.status
}

#[tokio::test]
async fn the_eleventh_report_of_an_address_in_a_minute_waits() {
    let site = Site::open();
    let (mut one, mut other) = (site.browser(), site.browser());
    other.address = "192.0.2.8:50000".parse().unwrap();
    for _ in 0..10 {
        assert_eq!(report(&mut one).await, StatusCode::OK);
    }
    let (command, ticket) = (CommandId::new().to_string(), TicketId::new().to_string());
    let form = [
        ("command", &*command),
        ("ticket", &ticket),
        ("description", "The lift is stuck"),
    ];
    let refused = one.post("/report_ticket", &form).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "60");
    assert!(refused.has(".notice.failure") && refused.text.contains("Your text is still here"));
    assert_eq!(site.desk.counts().unwrap().of(None, None, None), 10);
    assert_eq!(report(&mut other).await, StatusCode::OK);

    one.enter(KEY).await;
    assert_eq!(
        report(&mut one).await,
        StatusCode::OK,
        "the helpdesk reports for many people"
    );
}

#[tokio::test]
async fn behind_a_proxy_each_browser_has_its_own_address() {
    let site = Site::with(|pages| {
        pages.proxies = Proxies {
            addresses: vec!["192.0.2.7".parse().unwrap()],
            loopback: false,
        };
    });
    let mut proxy = site.browser();
    let mut allowed = 0;
    for n in 0..22 {
        let (command, ticket) = (CommandId::new().to_string(), TicketId::new().to_string());
        let fields = [
            ("command", &*command),
            ("ticket", &ticket),
            ("description", "The lift is stuck"),
        ];
        let request = proxy
            .request(axum::http::Method::POST, "/report_ticket")
            .header("sec-fetch-site", "same-origin")
            .header(
                "x-forwarded-for",
                if n % 2 == 0 {
                    "198.51.100.1"
                } else {
                    "198.51.100.2"
                },
            );
        let got = proxy.send(request, crate::site::form(&fields)).await;
        allowed += usize::from(got.status == StatusCode::OK);
    }
    assert_eq!(allowed, 20, "ten for each of the two");
}
