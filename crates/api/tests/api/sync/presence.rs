//! Two desks of the helpdesk with one ticket open.

use std::time::Duration;

use serde_json::json;
use tickets::{Name, TicketId};
use wire::sync::{Device, OtherDesk, OtherDesks, Presence};
use wire::{Client, ClientError};

use super::device;
use crate::test_api::{TestApi, problem, test_api};

fn open(ticket: Option<TicketId>, name: &str, known: &OtherDesks, wait: u32) -> Presence {
    Presence {
        protocol: 1,
        ticket,
        name: Name::new(name).ok(),
        known: known.others.clone(),
        wait: Some(wait),
    }
}

async fn asks(desk: &Client, device: &Device, presence: Presence) -> OtherDesks {
    desk.sync_presence(device, &presence).await.unwrap()
}

fn named(name: &str) -> OtherDesks {
    let name = Name::new(name).ok();
    OtherDesks {
        others: vec![OtherDesk { name }],
    }
}

#[tokio::test]
async fn two_desks_see_each_other_while_both_have_a_ticket_open() {
    let api = test_api().await;
    let (lift, lamp) = (api.stuck_lift().await.id, api.stuck_lift().await.id);
    let (noors, sams, alone) = (device(), device(), OtherDesks::default());
    let helpdesk = api.helpdesk();
    assert_eq!(
        asks(&helpdesk, &noors, open(Some(lift), "Noor", &alone, 0)).await,
        alone
    );

    // Noor's desk waits, and is answered once Sam opens the ticket.
    let (client, waiting) = (api.helpdesk(), open(Some(lift), "Noor", &alone, 30));
    let noor = noors.clone();
    let answer = tokio::spawn(async move { asks(&client, &noor, waiting).await });
    assert_eq!(
        asks(&helpdesk, &sams, open(Some(lift), "", &alone, 30)).await,
        named("Noor")
    );
    assert_eq!(answer.await.unwrap(), named(""), "no name but an entered one");

    // Sam goes on to another ticket.
    let (client, waiting) = (api.helpdesk(), open(Some(lift), "Noor", &named(""), 30));
    let noor = noors.clone();
    let answer = tokio::spawn(async move { asks(&client, &noor, waiting).await });
    assert_eq!(
        asks(&helpdesk, &sams, open(Some(lamp), "", &alone, 0)).await,
        alone
    );
    assert_eq!(answer.await.unwrap(), alone);

    // Sam comes back; Noor leaves.
    assert_eq!(
        asks(&helpdesk, &sams, open(Some(lift), "", &alone, 0)).await,
        named("Noor")
    );
    assert_eq!(asks(&helpdesk, &noors, open(None, "", &alone, 0)).await, alone);
    assert_eq!(
        asks(&helpdesk, &sams, open(Some(lift), "", &named("Noor"), 30)).await,
        alone
    );
}

async fn post(api: &TestApi, who: &str, body: &serde_json::Value) -> reqwest::Response {
    let request = api.request(who, reqwest::Method::POST, "sync/presence");
    let request = request.header(Device::ID, device().id.to_string());
    request.json(body).send().await.unwrap()
}

#[tokio::test]
async fn only_the_helpdesk_sees_who_has_a_ticket_open() {
    let api = test_api().await;
    let lift = api.stuck_lift().await.id;
    let presence = open(Some(lift), "Noor", &OtherDesks::default(), 0);
    let refused = api.user().sync_presence(&device(), &presence).await;
    assert!(
        matches!(refused, Err(ClientError::Refused { status: 403, .. })),
        "{refused:?}"
    );
    let body = |protocol| json!({ "protocol": protocol, "ticket": lift });
    problem(post(&api, "service", &body(1)).await, 403).await;
    problem(post(&api, "nobody", &body(1)).await, 401).await;
    problem(post(&api, "helpdesk", &body(2)).await, 426).await;
    for nonsense in [
        json!({}),
        json!({ "protocol": 1, "ticket": 7 }),
        json!({ "protocol": 1, "ticket": lift, "wait": 31 }),
        json!({ "protocol": 1, "ticket": lift, "name": "x".repeat(81) }),
    ] {
        problem(post(&api, "helpdesk", &nonsense).await, 400).await;
    }
    let answer = post(&api, "helpdesk", &body(1)).await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.json::<OtherDesks>().await.unwrap(), OtherDesks::default());
    let without_device = api.request("helpdesk", reqwest::Method::POST, "sync/presence");
    let answer = without_device.json(&body(1)).send().await.unwrap();
    problem(answer, 400).await;
}

#[tokio::test]
async fn a_window_that_was_closed_has_no_ticket_open() {
    let api = test_api().await;
    let lift = api.stuck_lift().await.id;
    let (helpdesk, sams, alone) = (api.helpdesk(), device(), OtherDesks::default());
    assert_eq!(
        asks(&helpdesk, &sams, open(Some(lift), "Sam", &alone, 0)).await,
        alone
    );
    let (client, waiting) = (api.helpdesk(), open(Some(lift), "Noor", &named("Sam"), 30));
    let noors = tokio::spawn(async move { asks(&client, &device(), waiting).await });
    let both = asks(&helpdesk, &sams, open(Some(lift), "Sam", &alone, 30)).await;
    assert_eq!(both, named("Noor"));
    noors.abort();
    let one = asks(&helpdesk, &sams, open(Some(lift), "Sam", &both, 30)).await;
    assert_eq!(one, alone);
}

#[tokio::test]
async fn a_desk_without_others_waits_no_longer_than_it_asked() {
    let api = test_api().await;
    let lift = api.stuck_lift().await.id;
    let (helpdesk, alone) = (api.helpdesk(), OtherDesks::default());
    let began = tokio::time::Instant::now();
    let waited = asks(&helpdesk, &device(), open(Some(lift), "Noor", &alone, 1)).await;
    assert_eq!(waited, alone);
    assert!(began.elapsed() >= Duration::from_secs(1));
}
