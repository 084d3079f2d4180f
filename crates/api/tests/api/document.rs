//! `/openapi.json`

use serde_json::Value;

use crate::campus::campus;

#[tokio::test]
async fn the_document_lists_every_route_for_anyone() {
    let campus = campus().await;
    let answer = reqwest::get(format!("http://{}/api/v1/openapi.json", campus.address))
        .await
        .unwrap();
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
            "get /tickets",
            "get /tickets/{id}",
            "get /tickets/{id}/messages",
            "patch /tickets/{id}",
            "post /tickets",
            "post /tickets/{id}/messages",
            "put /tickets/{id}/category",
            "put /tickets/{id}/status",
        ]
    );
    assert_eq!(document["servers"][0]["url"], "/api/v1");
    for trouble in ["500", "503"] {
        let answer = &document["paths"]["/tickets"]["get"]["responses"][trouble];
        assert!(
            answer["content"]["application/problem+json"].is_object(),
            "{trouble}: {answer}"
        );
    }
}

#[tokio::test]
async fn unknown_fields_are_refused_in_writing_too() {
    let campus = campus().await;
    let answer = reqwest::get(format!("http://{}/api/v1/openapi.json", campus.address))
        .await
        .unwrap();
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
