//! People write to each other.

mod address;
mod appendix;
mod changing;
mod lists;
mod many;
pub mod moderation;
mod names;
mod order;
mod presence;
mod reading;
mod saying;
mod scale;
mod school;
mod searching;
pub mod session;
mod sockets;
pub mod support;
mod typing;
mod unread;

use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use crate::bookings::confirmed;

/// A mentee and a mentor whom a confirmed booking has brought together, and their chat's id.
pub async fn pair(cloud: &TestCloud) -> (Person, Person, String) {
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    confirmed(&ada, &grace, "10:00").await;
    cloud.settle().await;
    let chat = id(&open(&ada, &grace).await.expect(200));
    cloud.settle().await;
    (ada, grace, chat)
}

pub async fn open(one: &Person, other: &Person) -> Reply {
    one.post("/v1/chats", json!({"userId": other.id})).await
}

/// What a reply shows.
pub fn id(reply: &Reply) -> String {
    reply.json["data"]["id"].as_str().expect("an id").to_owned()
}

pub fn messages(chat: &str) -> String {
    format!("/v1/chats/{chat}/messages")
}

pub async fn say(who: &Person, chat: &str, content: &str) -> Reply {
    who.post(&messages(chat), json!({"content": content})).await.expect(201)
}

/// What somebody sees of a chat, in the order of the reply.
pub async fn seen(who: &Person, chat: &str, query: &str) -> Vec<String> {
    let page = who.get(&format!("{}{query}", messages(chat))).await.expect(200);
    rows(&page).iter().map(|message| message["content"].as_str().expect("a text").to_owned()).collect()
}

pub fn rows(reply: &Reply) -> &[Value] {
    reply.json["data"].as_array().expect("a list")
}
