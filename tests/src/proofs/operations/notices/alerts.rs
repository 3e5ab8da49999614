//! What named people must know at once.

use serde_json::json;
use testkit::{Person, TestCloud};

use super::super::events::waiting;
use crate::proofs::operation::{Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/admin/alerts", async |cloud| {
            let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
            let body = json!({"title": "Closed", "message": "Stay at home.", "userIds": [ada.id]});
            Request::by(&root, "POST", "/v1/admin/alerts").json(&body).keyed().act()
        }),
        Operation::new("GET /v1/admin/alerts/{id}", async |cloud| {
            let (root, _, id) = alerted(&cloud).await;
            Request::by(&root, "GET", format!("/v1/admin/alerts/{id}")).act()
        }),
        Operation::new("GET /v1/alerts/{id}", async |cloud| {
            let (_, ada, id) = alerted(&cloud).await;
            Request::by(&ada, "GET", format!("/v1/alerts/{id}")).act()
        }),
        Operation::new("POST /v1/alerts/{id}/acknowledge", async |cloud| {
            let (_, ada, id) = alerted(&cloud).await;
            Request::by(&ada, "POST", format!("/v1/alerts/{id}/acknowledge")).json(&json!({})).act()
        }),
        Operation::new("dispatch, somebody is alerted", async |cloud| {
            cloud.settle().await;
            cloud.hold_stream();
            alerted(&cloud).await;
            waiting(&cloud)
        }),
    ]
}

async fn alerted(cloud: &TestCloud) -> (Person, Person, String) {
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    let id = crate::notices::alerts::alert(&root, &[&ada]).await;
    (root, ada, id)
}
