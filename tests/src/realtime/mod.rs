//! What people see at once: who is let in, what they are told, and what they missed.

mod ends;
mod entering;
mod fan_out;
mod frames;
mod resuming;
mod talking;

use serde_json::{Value, json};
use testkit::Person;

/// A ticket's text.
pub async fn ticket(who: &Person) -> String {
    let reply = who.post("/v1/realtime/tickets", json!({})).await.expect(201);
    reply.json["data"]["ticket"].as_str().expect("a ticket").to_owned()
}

/// What `GET /v1/realtime/events` answers.
pub async fn missed(who: &Person, query: &str) -> Value {
    who.get(&format!("/v1/realtime/events{query}")).await.expect(200).json["data"].clone()
}
