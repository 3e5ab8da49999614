//! Chats: opened, listed, looked at.

use serde_json::json;

use super::Talk;
use crate::bookings::confirmed;
use crate::chat::say;
use crate::chat::support::support;
use crate::proofs::operation::{Operation, Request};
use crate::proofs::operations::bookings::{Hour, pair};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/chats", async |cloud| {
            let (ada, grace) = pair(&cloud).await;
            confirmed(&ada, &grace, "10:00").await;
            cloud.settle().await;
            Request::by(&ada, "POST", "/v1/chats").json(&json!({"userId": grace.id})).act()
        }),
        Operation::new("POST /v1/chats, that is there", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.ada, "POST", "/v1/chats").json(&json!({"userId": talk.grace.id})).act()
        })
        .only_looking(),
        Operation::new("POST /v1/chats, of a session", async |cloud| {
            let hour = Hour::confirmed(&cloud).await;
            let about = json!({"bookingId": hour.booking.json["data"]["id"]});
            Request::by(&hour.ada, "POST", "/v1/chats").json(&about).act()
        }),
        Operation::new("GET /v1/chats", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.grace, "GET", "/v1/chats").act()
        }),
        Operation::new("GET /v1/chats, every support chat", async |cloud| {
            let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
            say(&ada, &support(&ada).await, "Help?").await;
            cloud.settle().await;
            cloud.wait_for_indexes();
            Request::by(&root, "GET", "/v1/chats?type=support").act()
        }),
        Operation::new("GET /v1/chats/{id}", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.grace, "GET", talk.path("")).act()
        }),
        Operation::new("GET /v1/chats/{id}/messages", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.grace, "GET", talk.path("/messages")).act()
        }),
        Operation::new("GET /v1/chats/{id}/messages, before an instant", async |cloud| {
            let talk = Talk::begun(&cloud).await;
            Request::by(&talk.grace, "GET", talk.path("/messages?before=2026-11-23T09:00:00Z")).act()
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
