//! What is said against messages, and looking for what was said.

use serde_json::json;
use testkit::{Person, TestCloud};

use super::Talk;
use crate::chat::support::support;
use crate::chat::{id, say};
use crate::proofs::operation::{Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/messages/{id}/report", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            let against = json!({"reason": "Rude"});
            Request::by(&talk.grace, "POST", talk.of_message("/report")).json(&against).act()
        }),
        Operation::new("GET /v1/admin/reports", async |cloud| {
            let (root, _) = reported(&cloud).await;
            Request::by(&root, "GET", "/v1/admin/reports").act()
        }),
        Operation::new("GET /v1/admin/reports, those that wait", async |cloud| {
            let (root, _) = reported(&cloud).await;
            Request::by(&root, "GET", "/v1/admin/reports?status=open").act()
        }),
        Operation::new("PUT /v1/admin/reports/{id}", async |cloud| {
            let (root, report) = reported(&cloud).await;
            Request::by(&root, "PUT", report).json(&json!({"decision": "hide"})).act()
        }),
        Operation::new("PUT /v1/admin/reports/{id}, a dismissal", async |cloud| {
            let (root, report) = reported(&cloud).await;
            Request::by(&root, "PUT", report).json(&json!({"decision": "dismiss"})).act()
        }),
        Operation::new("GET /v1/messages", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            let path = format!("/v1/messages?search=is&chatId={}", talk.chat);
            Request::by(&talk.grace, "GET", path).act()
        }),
        Operation::new("GET /v1/messages, by an admin", async |cloud| {
            let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
            say(&ada, &support(&ada).await, "Help?").await;
            cloud.settle().await;
            Request::by(&root, "GET", "/v1/messages?search=help").act()
        }),
    ]
}

/// An admin, and the path of a report that waits.
async fn reported(cloud: &TestCloud) -> (Person, String) {
    let talk = Talk::begun(cloud).await;
    let report = talk.grace.post(&talk.of_message("/report"), json!({"reason": "Rude"})).await.expect(201);
    cloud.wait_for_indexes();
    (cloud.admin("root").await, format!("/v1/admin/reports/{}", id(&report)))
}
