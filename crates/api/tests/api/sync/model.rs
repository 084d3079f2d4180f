//! The layer that the hub's classifier has learned.

use classifier::Classifier;
use reqwest::Method;
use tickets::{Caller, Category, CommandId, Role};
use wire::ClientError;

use super::{answer, device};
use crate::test_api::{TestApi, problem, test_api, test_api_with_routes};

/// Reports ten complaints with a word that the shipped model does not know, corrects them to one category, and learns.
pub async fn learned(api: &TestApi) -> Category {
    let desk = api.desk.clone();
    let learn = move || {
        // Words of the campus's own, so that the layer has 200 weights.
        let syllable = |number: usize| ["gri", "fish", "octa", "ank", "bow", "tor"][number % 6];
        let own_word =
            |number: usize| [syllable(number), syllable(number / 6), syllable(number / 36)].concat();
        let complaint = |number: usize| {
            let words: Vec<_> = (0..20).map(|word| own_word(number * 20 + word)).collect();
            format!("Could somebody look at the Grimoire {}", words.join(" "))
        };
        let category = Category::ALL
            .into_iter()
            .find(|category| *category != desk.classify(&complaint(0)).category)
            .unwrap();
        for number in 0..10 {
            let report = desk::Report::new(tickets::Description::new(complaint(number)).unwrap(), None);
            let (user, helpdesk) = (Caller::from(Role::User), Caller::from(Role::Helpdesk));
            let ticket = desk.report(&user, CommandId::new(), tickets::TicketId::new(), report);
            let ticket = ticket.unwrap().unwrap().ticket.id;
            let corrected = desk.correct(&helpdesk, CommandId::new(), ticket, category, None);
            corrected.unwrap().unwrap();
        }
        desk.learn(|| {}).unwrap();
        category
    };
    std::thread::spawn(learn).join().unwrap()
}

#[tokio::test]
async fn laptops_fetch_the_layer_whose_version_hello_names() {
    let api = test_api().await;
    let (laptop, user) = (device(), api.user());
    let shipped = user.sync_hello(&laptop).await.unwrap().model;
    match user.sync_model(&laptop, &shipped).await {
        Err(ClientError::Refused { status: 404, .. }) => {}
        other => panic!("the shipped model has no layer: {other:?}"),
    }
    let category = learned(&api).await;
    let version = user.sync_hello(&laptop).await.unwrap().model;
    assert_ne!(version, shipped);
    for client in [api.user(), api.helpdesk()] {
        let layer = answer(client.sync_model(&laptop, &version).await.unwrap());
        assert_eq!((&layer.version, &layer.shipped), (&version, &shipped));
        let predicts = Classifier::shipped().with_layer(&layer.layer).unwrap();
        assert_eq!(predicts.explain("The Grimoire again").category, category);
    }
}

#[tokio::test]
async fn the_layer_is_compressed_and_may_be_cached_and_errors_may_not() {
    let api = test_api().await;
    learned(&api).await;
    let version = api.desk.model_in_use();
    let get = |who: &str, version: &str, tag: Option<&str>| {
        let http = wire::http::client().no_zstd().build().unwrap();
        let request = api.request_of(&http, who, Method::GET, "sync/model");
        let request = request.query(&[("protocol", "1"), ("version", version)]);
        let request = request.header("accept-encoding", "zstd");
        match tag {
            Some(tag) => request.header("if-none-match", tag).send(),
            None => request.send(),
        }
    };
    let first = get("user", &version, None).await.unwrap();
    assert_eq!(first.status(), 200, "{first:?}");
    assert_eq!(first.headers()["content-encoding"], "zstd");
    assert_eq!(
        first.headers()["cache-control"],
        "private, max-age=86400, immutable"
    );
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let again = get("user", &version, Some(&tag)).await.unwrap();
    assert_eq!(again.status(), 304);
    assert!(again.bytes().await.unwrap().is_empty());
    for (who, version, status) in [
        ("user", "campus-7", 404),
        ("service", &*version, 403),
        ("nobody", &*version, 401),
    ] {
        let refused = get(who, version, None).await.unwrap();
        assert_eq!(refused.headers()["cache-control"], "no-store");
        problem(refused, status).await;
    }
    let request = api.request("user", Method::GET, "sync/model");
    let request = request.query(&[("protocol", "2"), ("version", &*version)]);
    assert_eq!(request.send().await.unwrap().status(), 426);
}

/// A proxy, or a hub of another release, answers in the name of the hub.
async fn hub_that_answers(body: Vec<u8>) -> TestApi {
    let answer = move || async move { body };
    let routes = axum::Router::new().route("/api/v1/sync/model", axum::routing::get(answer));
    test_api_with_routes(|_| routes).await
}

async fn layer_answered_with(body: Vec<u8>) -> ClientError {
    let api = hub_that_answers(body).await;
    let answer = api.user().sync_model(&device(), "shipped-3+campus-1").await;
    answer.unwrap_err()
}

#[tokio::test]
async fn an_answer_that_can_never_be_a_layer_is_another_thing_than_one_that_is_none_yet() {
    // JSON may have blanks before it.
    let mut too_large = vec![b' '; 17 << 20];
    too_large.extend(br#"{"version":"","shipped":"","layer":""}"#);
    for never in [too_large, br#"{"version":"shipped-3+campus-1"}"#.to_vec()] {
        match layer_answered_with(never).await {
            ClientError::Unusable(_) => {}
            other => panic!("{other:?}"),
        }
    }
    for login in [&b"<html>Log in</html>"[..], br#"{"version":"ship"#] {
        match layer_answered_with(login.to_vec()).await {
            ClientError::Unreadable(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_largest_layer_fits_into_its_answer() {
    let layer = wire::sync::ModelLayer {
        layer: vec![0; 12 << 20],
        ..wire::sync::ModelLayer::without_bytes("shipped-3+campus-1")
    };
    let body = serde_json::to_vec(&layer).unwrap();
    let api = hub_that_answers(body).await;
    let answered = api.user().sync_model(&device(), &layer.version).await.unwrap();
    assert_eq!(answer(answered), layer);
}
