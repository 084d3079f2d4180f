//! The tickets that were reported in a browser.

use axum::http::StatusCode;
use tickets::{Caller, CommandId, Role, TicketRef};

use crate::site::{KEY, Site};

fn close(site: &Site, ticket: &str) {
    let (helpdesk, id) = (Caller::from(Role::Helpdesk), ticket.parse().unwrap());
    site.desk
        .start(&helpdesk, CommandId::new(), id, None)
        .unwrap()
        .unwrap();
    site.desk
        .close(&helpdesk, CommandId::new(), id, None)
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_browser_lists_its_own_reports_and_reads_them_after_they_were_closed() {
    let site = Site::open();
    let (mut own, mut other) = (site.browser(), site.browser());
    let ticket = own.report("The lift is stuck").await;
    assert!(own.post("/home", &[]).await.has("#my-reports .mine"));
    assert!(!other.post("/home", &[]).await.has("#my-reports .mine"));

    close(&site, &ticket);
    let open = own.post("/open_ticket", &[("ticket", &ticket)]).await;
    assert!(open.text.contains("The lift is stuck"), "{}", open.text);
    let denied = other.post("/open_ticket", &[("ticket", &ticket)]).await;
    assert!(!denied.text.contains("The lift is stuck"), "{}", denied.text);

    // A browser that knows the id of a ticket cannot claim to have reported it.
    let claimed = format!("__Host-desk-report-{ticket}");
    let another = other.report("No hot water").await;
    let of_another = other.cookies[&format!("__Host-desk-report-{another}")].clone();
    other.cookies.insert(claimed, of_another);
    let denied = other.post("/open_ticket", &[("ticket", &ticket)]).await;
    assert!(!denied.text.contains("The lift is stuck"), "{}", denied.text);
}

#[tokio::test]
async fn an_answer_is_new_until_the_reporter_has_read_it() {
    let site = Site::open();
    let mut browser = site.browser();
    let ticket = browser.report("The lift is stuck").await;
    let body = tickets::Body::new("A technician comes".to_owned()).unwrap();
    let helpdesk = Caller::from(Role::Helpdesk);
    site.desk
        .write(&helpdesk, CommandId::new(), ticket.parse().unwrap(), body)
        .unwrap()
        .unwrap();
    assert!(browser.post("/my_reports", &[]).await.has(".badge"));
    let open = browser.post("/open_ticket", &[("ticket", &ticket)]).await;
    assert!(open.text.contains("A technician comes"));
    assert!(
        browser.post("/my_reports", &[]).await.has(".badge"),
        "not on screen yet"
    );

    let (_, answer) = open.text.split_once("id=\"message-").unwrap();
    let (answer, _) = answer.split_once('"').unwrap();
    let on_screen = [("ticket", &*ticket), ("in_front", "yes"), ("read", answer)];
    let read = browser.post("/on_screen", &on_screen).await;
    assert_eq!(read.header("campus-desk-refresh"), format!("[\"{ticket}\"]"));
    assert!(!browser.post("/my_reports", &[]).await.has(".badge"));
}

#[tokio::test]
async fn a_report_that_is_sent_twice_counts_once() {
    let site = Site::open();
    let mut browser = site.browser();
    let page = browser.post("/home", &[]).await;
    let (command, ticket) = (page.value("command"), page.value("ticket"));
    let form = [
        ("command", &*command),
        ("ticket", &ticket),
        ("description", "The lift is stuck"),
    ];
    for _ in 0..2 {
        let got = browser.post("/report_ticket", &form).await;
        assert!(got.text.contains("Your report is number #1"), "{}", got.text);
    }
}

#[tokio::test]
async fn names_and_the_queue_are_remembered_by_the_browser() {
    let site = Site::open();
    let mut browser = site.browser();
    let page = browser.post("/home", &[]).await;
    let (command, ticket) = (page.value("command"), page.value("ticket"));
    let form = [
        ("command", &*command),
        ("ticket", &ticket),
        ("description", "The lift is stuck"),
        ("name", "Ada"),
    ];
    browser.post("/report_ticket", &form).await;
    let page = browser.post("/discard_draft", &[("page", "report")]).await;
    assert_eq!(page.value("name"), "Ada");

    browser.enter(KEY).await;
    browser
        .post(
            "/queue_rows",
            &[("view", "active"), ("q", "lift"), ("order", "oldest")],
        )
        .await;
    let queue = browser.post("/home", &[]).await;
    assert!(queue.has("[name=view][value=active][checked]"), "{}", queue.text);
    assert!(queue.has("[name=q][value=lift]") && queue.has("option[value=oldest][selected]"));
    let found = site.desk.id_of(TicketRef::Number(1)).unwrap();
    assert_eq!(found.unwrap().to_string(), ticket);
}

#[tokio::test]
async fn on_shared_computers_nothing_outlives_the_browser_and_all_can_be_forgotten() {
    let site = Site::with(|pages| pages.shared = true);
    let mut browser = site.browser();
    let page = browser.post("/home", &[]).await;
    let (command, ticket) = (page.value("command"), page.value("ticket"));
    let form = [
        ("command", &*command),
        ("ticket", &ticket),
        ("description", "It smokes"),
        ("name", "Ada"),
    ];
    let got = browser.post("/report_ticket", &form).await;
    let set: Vec<&str> = got
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|set| set.to_str().unwrap())
        .collect();
    assert_eq!(set.len(), 2, "a name and a report: {set:?}");
    assert!(
        set.iter().all(|cookie| cookie.ends_with("SameSite=Strict")),
        "{set:?}"
    );
    let cleared = browser.post("/clear_personal_data", &[]).await;
    assert_eq!(cleared.status, StatusCode::OK);
    let page = browser.post("/home", &[]).await;
    assert!(!page.has("#my-reports .mine"));
    assert_eq!(page.value("name"), "");
}
