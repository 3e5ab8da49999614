//! What people are told and can look up.

pub mod alerts;
mod announcing;
mod lists;
mod marks;
mod preferences;
mod scale;
mod told;
pub mod unsubscribing;

use serde_json::Value;
use testkit::{Person, Reply, TestCloud};

use crate::bookings::ask;

/// What `GET /v1/notifications` answers, with this query.
pub async fn list(who: &Person, query: &str) -> Reply {
    who.get(&format!("/v1/notifications{query}")).await.expect(200)
}

/// The titles of a list, in its order.
pub fn titles(reply: &Reply) -> Vec<&str> {
    rows(reply).iter().map(|row| row["title"].as_str().expect("a title")).collect()
}

/// The ids of a list, in its order.
pub fn ids(reply: &Reply) -> Vec<String> {
    rows(reply).iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

fn rows(reply: &Reply) -> &[Value] {
    reply.json["data"].as_array().expect("a list")
}

pub async fn unread(who: &Person) -> u64 {
    let reply = who.get("/v1/notifications/unread-count").await.expect(200);
    reply.json["data"]["count"].as_u64().expect("a count")
}

/// Grace is asked this many times: a notice each, an hour apart.
pub async fn asked(cloud: &TestCloud, grace: &Person, times: usize) {
    for n in 0..times {
        let mentee = cloud.mentee(&format!("mentee{n}")).await;
        mentee.post("/v1/bookings", ask(grace, &format!("{:02}:00", 7 + n))).await.expect(201);
        cloud.settle().await;
        cloud.advance(jiff::SignedDuration::from_secs(1));
    }
    cloud.wait_for_indexes();
}
