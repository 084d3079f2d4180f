//! `/tickets`

use desk::Visible;
use reqwest::Method;
use serde_json::json;
use tickets::{Category, CategoryBy, CommandId, Role, Status};
use wire::{ListQuery, NewTicket};

use crate::test_api::{problem, refusal, test_api};

#[tokio::test]
async fn a_search_that_is_not_understood_is_refused_with_hints_and_never_lists_everything() {
    let api = test_api().await;
    api.stuck_lift().await;
    let long = format!("q={}", "x".repeat(1_001));
    for (query, hint) in [
        ("q=opened:yesteryear", "opened:"),
        ("q=stuck%20status:open,active", "write status:open"),
        ("q=is:new", "is:unclosed"),
        ("q=category:food", "category:facility-management"),
        ("q=classified:food", "classified:facility-management"),
        ("q=place:", "place:"),
        ("q=status:open%20status:active", "more than once"),
        ("q=%23123456789012345678901234567890", "ticket number"),
        (&*long, "1,000 characters"),
    ] {
        let answer = api.get("user", &format!("tickets?{query}")).await;
        let problem = problem(answer, 400).await;
        assert_eq!(problem["field"], "q", "{problem}");
        let first = problem["hints"][0].as_str().unwrap_or_default();
        assert!(first.contains(hint), "{problem}");
    }
}

#[tokio::test]
async fn a_report_is_answered_with_the_new_ticket() {
    let api = test_api().await;
    let answer = api
        .request("user", Method::POST, "tickets")
        .json(&json!({"description": "  مصعد 🛗 <img src=x onerror=alert(1)>\n", "place": " Hall B ", "name": "Ada"}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let ticket: serde_json::Value = answer.json().await.unwrap();
    let mut fields: Vec<_> = ticket.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "assignment",
            "category",
            "category_by",
            "closed_at",
            "confidence",
            "description",
            "description_version",
            "id",
            "last_word",
            "messages",
            "modified_at",
            "number",
            "opened_at",
            "place",
            "place_version",
            "status",
            "version",
            "waiting_since"
        ]
    );
    assert_eq!(
        location,
        format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap())
    );
    assert_eq!(ticket["description"], "  مصعد 🛗 <img src=x onerror=alert(1)>\n");
    assert_eq!(ticket["place"], "Hall B");
    assert_eq!(ticket["status"], "open");
    assert_eq!(ticket["category_by"], "classifier");
    assert_eq!(ticket["closed_at"], json!(null));
    assert!(ticket["opened_at"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn a_report_sent_twice_counts_once() {
    let api = test_api().await;
    let key = CommandId::new();
    let new = NewTicket {
        description: "The printer on the second floor is on fire".to_owned(),
        ..NewTicket::default()
    };
    let first = api.user().report(key, &new).await.unwrap();
    let again = api.user().report(key, &new).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(
        api.user().tickets(&ListQuery::default()).await.unwrap().tickets,
        [first]
    );
}

#[tokio::test]
async fn a_problem_of_a_closed_ticket_is_reported_again_with_a_link_in_both() {
    let api = test_api().await;
    let closed = api.closed_ticket().await;
    let new = NewTicket {
        description: "The lift is stuck again".to_owned(),
        follows: Some(closed.id),
        ..NewTicket::default()
    };
    // A user does not see the closed ticket, but may know its id.
    let (key, user) = (CommandId::new(), api.user());
    let again = user.report(key, &new).await.unwrap();
    assert_eq!(again.follows, Some(closed.id));
    assert_eq!(
        user.report(key, &new).await.unwrap(),
        again,
        "repeated, it counts once"
    );
    let page = api.desk.ticket_page(Role::Helpdesk, closed.id.into()).unwrap();
    let Visible::Full(page) = page else {
        panic!("{page:?}")
    };
    let linked: Vec<_> = page.links.followed_by.iter().map(|link| link.id).collect();
    assert_eq!(linked, [again.id]);

    let open = NewTicket {
        follows: Some(again.id),
        ..new.clone()
    };
    let (status, detail, ticket) = refusal(user.report(CommandId::new(), &open).await);
    assert_eq!(status, 409);
    assert!(detail.contains("add a message to it"), "{detail}");
    assert_eq!(ticket, Some(again));
    for follows in [json!(CommandId::new()), json!("the lift"), json!(7)] {
        let body = json!({ "description": "The lift is stuck again", "follows": follows });
        let request = api.request("helpdesk", Method::POST, "tickets").json(&body);
        problem(request.send().await.unwrap(), 400).await;
    }
    let all = user.tickets(&ListQuery::default()).await.unwrap().tickets;
    assert_eq!(all.len(), 1, "nothing else was reported");
}

#[tokio::test]
async fn an_idempotency_key_with_other_content_is_refused() {
    let api = test_api().await;
    let key = CommandId::new();
    let report = |text: &str| NewTicket {
        description: text.to_owned(),
        ..NewTicket::default()
    };
    let ticket = api
        .user()
        .report(key, &report("No heat in room 12"))
        .await
        .unwrap();
    let other = api.user().report(key, &report("No light in room 12")).await;
    assert_eq!(refusal(other).0, 422);
    let start = api.helpdesk().set_status(key, ticket.id, Status::Active).await;
    assert_eq!(refusal(start).0, 422);
    assert_eq!(api.user().ticket(ticket.id).await.unwrap(), ticket);
}

#[tokio::test]
async fn an_invalid_report_is_refused_with_the_field() {
    let api = test_api().await;
    let cases = [
        (json!({"description": ""}), "description"),
        (json!({"description": " \n\t "}), "description"),
        (json!({"description": "x".repeat(10_001)}), "description"),
        (json!({"description": "a\u{0}b"}), "description"),
        (
            json!({"description": "No heat", "place": "x".repeat(201)}),
            "place",
        ),
        (
            json!({"description": "No heat", "place": "Hall B\nroom 2"}),
            "place",
        ),
        (json!({"description": "No heat", "name": "x".repeat(81)}), "name"),
    ];
    for (body, field) in cases {
        let answer = api
            .request("user", Method::POST, "tickets")
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(problem(answer, 400).await["field"], field, "{body}");
    }
    let longest =
        json!({"description": "é".repeat(10_000), "place": "é".repeat(200), "name": "é".repeat(80)});
    let answer = api
        .request("user", Method::POST, "tickets")
        .json(&longest)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    assert_eq!(*api.desk.feed().borrow(), 1, "refused reports are not stored");
}

#[tokio::test]
async fn the_list_is_newest_first_and_paged_by_cursor() {
    let api = test_api().await;
    let mut reported = Vec::new();
    for _ in 0..5 {
        reported.insert(0, api.stuck_lift().await.id);
    }
    let mut query = ListQuery {
        limit: Some(2),
        ..ListQuery::default()
    };
    let mut listed = Vec::new();
    loop {
        let page = api.user().tickets(&query).await.unwrap();
        listed.extend(page.tickets.into_iter().map(|ticket| ticket.id));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(listed, reported);
}

#[tokio::test]
async fn the_list_filters_by_status_category_and_words() {
    let api = test_api().await;
    let lift = api.stuck_lift().await;
    let wifi = NewTicket {
        description: "The Wi-Fi drops in every lecture".to_owned(),
        ..NewTicket::default()
    };
    let wifi = api.user().report(CommandId::new(), &wifi).await.unwrap();
    let helpdesk = api.helpdesk();
    helpdesk
        .set_status(CommandId::new(), wifi.id, Status::Active)
        .await
        .unwrap();
    helpdesk
        .set_category(CommandId::new(), wifi.id, Category::TechnicalIt)
        .await
        .unwrap();
    helpdesk
        .set_category(CommandId::new(), lift.id, Category::FacilityManagement)
        .await
        .unwrap();
    for (query, expected) in [
        ("status=open", vec![lift.id]),
        ("status=active", vec![wifi.id]),
        ("category=technical-it", vec![wifi.id]),
        ("q=lecture", vec![wifi.id]),
        ("q=stuck%20hall", vec![lift.id]),
        ("status=active&q=stuck", vec![]),
        ("q=status:active", vec![wifi.id]),
        ("status=open&q=status:active", vec![]),
        ("q=category:facility-management%20lif*", vec![lift.id]),
        ("q=place:%22Hall%20B%22", vec![lift.id]),
        ("q=opened:..2026-01-01", vec![]),
        ("q=%23", vec![wifi.id, lift.id]),
        ("q=%27%3B%20drop%20table", vec![]),
        ("status=&category=&q=&after=", vec![wifi.id, lift.id]),
    ] {
        let page: wire::Tickets = api
            .get("helpdesk", &format!("tickets?{query}"))
            .await
            .json()
            .await
            .unwrap();
        let ids: Vec<_> = page.tickets.iter().map(|ticket| ticket.id).collect();
        assert_eq!(ids, expected, "{query}");
        assert!(page.tickets.iter().all(|t| t.category_by == CategoryBy::Helpdesk));
    }
}

#[tokio::test]
async fn a_user_never_lists_closed_tickets() {
    let api = test_api().await;
    let closed = api.closed_ticket().await;
    let open = api.stuck_lift().await;
    for (who, status, expected) in [
        ("user", "", vec![open.id]),
        ("user", "closed", vec![]),
        ("helpdesk", "closed", vec![closed.id]),
    ] {
        let page: wire::Tickets = api
            .get(who, &format!("tickets?status={status}"))
            .await
            .json()
            .await
            .unwrap();
        let ids: Vec<_> = page.tickets.iter().map(|ticket| ticket.id).collect();
        assert_eq!(ids, expected, "{who} {status}");
    }
}

#[tokio::test]
async fn an_invalid_query_is_refused() {
    let api = test_api().await;
    for query in [
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=x",
        "limit=",
        "limit=99999999999",
        "status=done",
        "category=food",
        "after=yesterday",
        "after=1",
        "colour=red",
        "limit=1&limit=2",
    ] {
        problem(api.get("user", &format!("tickets?{query}")).await, 400).await;
    }
}
