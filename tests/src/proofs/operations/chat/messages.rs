//! What is said, changed, taken back and read.

use serde_json::json;

use super::{Talk, words};
use crate::chat::session::chat_of;
use crate::chat::support::support;
use crate::proofs::operation::{Again, Operation, Request};
use crate::proofs::operations::bookings::Hour;

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/chats/{id}/messages", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.ada, "POST", talk.path("/messages")).json(&words()).act()
        }),
        Operation::new("POST /v1/chats/{id}/messages, with a key", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            let body = json!({"content": "See you there.", "replyTo": talk.message});
            Request::by(&talk.ada, "POST", talk.path("/messages")).json(&body).keyed().act()
        }),
        Operation::new("POST /v1/chats/{id}/messages, without a name", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.ada, "POST", talk.path("/messages")).json(&json!({"content": "Well"})).act()
        })
        .again(Again::Another),
        Operation::new("POST /v1/chats/{id}/messages, the first to support", async |cloud| {
            let ada = cloud.mentee("ada").await;
            let path = format!("/v1/chats/{}/messages", support(&ada).await);
            Request::by(&ada, "POST", path).json(&words()).act()
        }),
        Operation::new("POST /v1/chats/{id}/messages, the first of a session", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            let path = format!("/v1/chats/{}/messages", chat_of(&hour.booking));
            Request::by(&hour.grace, "POST", path).json(&words()).act()
        }),
        Operation::new("PUT /v1/messages/{id}", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.ada, "PUT", talk.of_message("")).json(&json!({"content": "It is on."})).act()
        }),
        Operation::new("DELETE /v1/messages/{id}", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.ada, "DELETE", talk.of_message("")).act()
        }),
        Operation::new("DELETE /v1/messages/{id}, a student's by an admin", async |cloud| {
            let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
            let said = crate::chat::say(&ada, &support(&ada).await, "Help?").await;
            Request::by(&root, "DELETE", format!("/v1/messages/{}", crate::chat::id(&said))).act()
        }),
        Operation::new("GET /v1/messages/{id}/history", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            talk.ada.put(&talk.of_message(""), json!({"content": "It is on."})).await.expect(200);
            let root = cloud.admin("root").await;
            Request::by(&root, "GET", talk.of_message("/history")).act()
        }),
        Operation::new("POST /v1/messages/{id}/read", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.grace, "POST", talk.of_message("/read")).json(&json!({})).act()
        }),
    ]
}
