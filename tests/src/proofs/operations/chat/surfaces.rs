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
    ]
}

/// A student who has asked support, and the path of the chat on the appendix's surface.
pub(super) async fn asked(cloud: &TestCloud) -> (Person, String) {
    let ada = cloud.mentee("ada").await;
    let chat = support(&ada).await;
    crate::chat::say(&ada, &chat, "Help?").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    let id: domain::id::ChatId = chat.parse().expect("an id");
    (ada, format!("/api/chats/{}", id.uuid()))
}
