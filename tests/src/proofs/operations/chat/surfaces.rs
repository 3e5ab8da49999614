//! The same in the words of the appendix and of document 4.

use serde_json::json;

use super::Talk;
use crate::chat::support::support;
use crate::proofs::operation::{Again, Operation, Request};
use testkit::{Person, TestCloud};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /api/chats", async |cloud| {
            let (ada, _) = asked(&cloud).await;
            Request::by(&ada, "GET", "/api/chats/").act()
        }),
        Operation::new("GET /api/chats/{id}/messages", async |cloud| {
            let (ada, path) = asked(&cloud).await;
            Request::by(&ada, "GET", format!("{path}/messages/")).act()
        }),
        Operation::new("POST /api/chats/{id}/messages", async |cloud| {
            let (ada, path) = asked(&cloud).await;
            let body = json!({"content": "Anybody?"});
            Request::by(&ada, "POST", format!("{path}/messages/")).json(&body).keyed().act()
        }),
        Operation::new("POST /api/chats/{id}/typing", async |cloud| {
            let (ada, path) = asked(&cloud).await;
            Request::by(&ada, "POST", format!("{path}/typing/")).json(&json!({})).act()
        }),
        Operation::new("GET /api/messages/conversations", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.ada, "GET", "/api/messages/conversations/").act()
        }),
        Operation::new("GET /api/messages/conversation/{id}", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            let path = format!("/api/messages/conversation/{}/", talk.grace.id.uuid());
            Request::by(&talk.ada, "GET", path).act()
        }),
        Operation::new("POST /api/messages/send", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            let body = json!({"receiver_id": talk.grace.id.uuid(), "content": "See you there."});
            Request::by(&talk.ada, "POST", "/api/messages/send/").json(&body).keyed().act()
        }),
        Operation::new("POST /api/messages/send, the first, without a key", async |cloud| {
            let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
            let body = json!({"receiver_id": ada.id.uuid(), "content": "Welcome"});
            Request::by(&root, "POST", "/api/messages/send/").json(&body).act()
        })
        .again(Again::Another),
        Operation::new("PUT /v1/chats/{id}/assignee", async |cloud| {
            let (ada, _) = asked(&cloud).await;
            let (root, path) = (cloud.admin("root").await, format!("/v1/chats/{}/assignee", support(&ada).await));
            Request::by(&root, "PUT", path).json(&json!({"adminId": root.id})).act()
        }),
        Operation::new("PUT /v1/chats/{id}/assignee, back to all", async |cloud| {
            let (ada, _) = asked(&cloud).await;
            let (root, path) = (cloud.admin("root").await, format!("/v1/chats/{}/assignee", support(&ada).await));
            root.put(&path, json!({"adminId": root.id})).await.expect(200);
            Request::by(&root, "PUT", path).json(&json!({"adminId": null})).act()
        }),
        Operation::new("GET /v1/chats, support by a student's name", async |cloud| {
            asked(&cloud).await;
            let root = cloud.admin("root").await;
            Request::by(&root, "GET", "/v1/chats?type=support&search=ada").act()
        }),
        Operation::new("GET /v1/chats/{id}/typing", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            talk.ada.post(&talk.path("/typing"), json!({})).await.expect(200);
            Request::by(&talk.grace, "GET", talk.path("/typing")).act()
        }),
        Operation::new("POST /v1/chats/{id}/typing", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.ada, "POST", talk.path("/typing")).json(&json!({})).act()
        }),
    ]
}

/// A student who has asked support, and the path of the chat on the appendix's surface.
async fn asked(cloud: &TestCloud) -> (Person, String) {
    let ada = cloud.mentee("ada").await;
    let chat = support(&ada).await;
    crate::chat::say(&ada, &chat, "Help?").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    let id: domain::id::ChatId = chat.parse().expect("an id");
    (ada, format!("/api/chats/{}", id.uuid()))
}
