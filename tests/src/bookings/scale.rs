//! The same operation costs the same however full the table is.

use domain::{BookingId, Entropy, UserId};
use serde_json::Value;
use testkit::{Cost, Person, TestCloud};

use super::ask;
use crate::proofs::crowd::{once_more, row_at};

/// The booking that she has over and over, by other mentees each; every tenth is the very mentor's.
fn crowd(cloud: &TestCloud, (mentee, mentor): (&Person, &Person), id: &str, count: usize) -> Vec<Value> {
    let (entropy, row) = (Entropy::seeded(1), row_at(cloud, id, "booking"));
    let (mentee, mentor) = (mentee.id.to_string(), mentor.id.to_string());
    let other = |n: usize| {
        let fresh = BookingId::fresh(cloud.now(), &entropy).to_string();
        let [asks, asked] = [0, 1].map(|_| UserId::fresh(cloud.now(), &entropy).to_string());
        let whose = if n.is_multiple_of(10) { &mentor } else { &asked };
        once_more(&row, &[(id, &fresh), (&mentee, &asks), (&mentor, whose)])
    };
    (0..count).map(other).collect()
}

async fn costs_among(count: usize) -> [Cost; 4] {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let first = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    cloud.broken_on_purpose("a hundred thousand bookings that hold no hour");
    let id = first.json["data"]["id"].as_str().expect("an id");
    let crowd = crowd(&cloud, (&ada, &grace), id, count);
    assert_eq!(cloud.local().load(crowd).expect("a full table"), count);
    let asked = ada.ask(reqwest::Method::POST, "/v1/bookings").header("idempotency-key", "k");
    let (book, reply) = cloud.metered(asked.json(&ask(&grace, "12:00")).send()).await;
    reply.expect(201);
    let shown = async |query: &str| {
        let (cost, reply) = cloud.metered(grace.get(&format!("/v1/bookings{query}"))).await;
        assert_eq!(reply.expect(200).json["data"].as_array().map(Vec::len), Some(20), "{query}");
        cost
    };
    let (pending, all) = (shown("?status=pending").await, shown("").await);
    let slots = format!("/v1/mentors/{}/slots?from=2026-11-24&to=2026-12-07&duration=60", grace.id);
    let (slots, reply) = cloud.metered(ada.get(&slots)).await;
    reply.expect(200);
    [book, pending, all, slots]
}

#[tokio::test]
async fn a_hundred_thousand_bookings_cost_what_a_thousand_do() {
    assert_eq!(costs_among(1_000).await, costs_among(100_000).await);
}
