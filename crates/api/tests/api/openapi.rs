//! `/openapi.json`

use serde_json::Value;

use crate::test_api::test_api;

#[tokio::test]
async fn the_document_lists_every_route_and_needs_no_token() {
    let api = test_api().await;
    let http = wire::http::client().build().unwrap();
    let document = http.get(format!("http://{}/api/v1/openapi.json", api.address));
    let answer = document.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    let document: Value = answer.json().await.unwrap();
    let mut routes: Vec<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(move |method| format!("{method} {path}"))
        })
        .collect();
    routes.sort_unstable();
    assert_eq!(
        routes,
        [
            "get /changes",
            "get /facts",
            "get /health",
            "get /sync/changes",
            "get /sync/hello",
            "get /sync/model",
            "get /tickets",
            "get /tickets/{id}",
            "get /tickets/{id}/messages",
            "patch /tickets/{id}",
            "post /sync/commands",
            "post /sync/presence",
            "post /tickets",
            "post /tickets/{id}/messages",
            "put /tickets/{id}/category",
            "put /tickets/{id}/status",
        ]
    );
    assert_eq!(document["servers"][0]["url"], "/api/v1");
    for status in ["500", "503"] {
        let answer = &document["paths"]["/tickets"]["get"]["responses"][status];
        assert!(
            answer["content"]["application/problem+json"].is_object(),
            "{status}: {answer}"
        );
    }
}

#[tokio::test]
async fn the_schemas_of_requests_refuse_unknown_fields() {
    let api = test_api().await;
    let http = wire::http::client().build().unwrap();
    let document = http.get(format!("http://{}/api/v1/openapi.json", api.address));
    let answer = document.send().await.unwrap();
    let document: Value = answer.json().await.unwrap();
    for request in [
        "NewTicket",
        "TicketEdit",
        "StatusChange",
        "CategoryChange",
        "NewMessage",
    ] {
        let schema = &document["components"]["schemas"][request];
        assert_eq!(schema["additionalProperties"], false, "{request}");
    }
}
