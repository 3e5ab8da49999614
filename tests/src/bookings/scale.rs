//! The same operation costs the same however full the table is.

use serde_json::{Value, json};
use testkit::{Cost, TestCloud};

use super::ask;

/// Bookings of somebody else's past, in the table's own JSON.
fn crowd(cloud: &TestCloud, mentor: &testkit::Person, count: usize) -> Vec<Value> {
    let entropy = domain::Entropy::seeded(1);
    let day = cloud.now();
    let booking = |n: usize| {
        let id = domain::BookingId::fresh(day, &entropy);
        let start = format!("2025-{:02}-{:02}T{:02}:00:00Z", 1 + n % 12, 1 + n / 12 % 28, n % 24);
        let (rank, mentee) = (format!("completed#{start}#{id}"), domain::UserId::fresh(day, &entropy));
        // Every tenth is the very mentor's whose hour is asked for.
        let whose = if n.is_multiple_of(10) { mentor.id } else { mentee };
        let row = [
            ("pk", id.to_string()),
            ("sk", "booking".to_owned()),
            ("gsi1pk", format!("{whose}#mentor")),
            ("gsi1sk", rank.clone()),
            ("gsi2pk", format!("{mentee}#mentee")),
            ("gsi2sk", rank),
            ("topic", "x".repeat(200)),
        ];
        row.into_iter().map(|(name, value)| (name.to_owned(), json!({"S": value}))).collect()
    };
    (0..count).map(booking).map(Value::Object).collect()
}

async fn costs_among(count: usize) -> [Cost; 3] {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.broken_on_purpose("a hundred thousand bookings of nobody");
    assert_eq!(cloud.local().load(crowd(&cloud, &grace, count)).expect("a full table"), count);
    let asked = ada.ask(reqwest::Method::POST, "/v1/bookings").header("idempotency-key", "k");
    let (book, reply) = cloud.metered(asked.json(&ask(&grace, "10:00")).send()).await;
    reply.expect(201);
    grace.get("/v1/bookings?status=declined").await.expect(200);
    let (list, reply) = cloud.metered(grace.get("/v1/bookings?status=pending")).await;
    assert_eq!(reply.expect(200).json["data"].as_array().map(Vec::len), Some(1));
    let slots = format!("/v1/mentors/{}/slots?from=2026-11-24&to=2026-12-07&duration=60", grace.id);
    let (slots, reply) = cloud.metered(ada.get(&slots)).await;
    reply.expect(200);
    [book, list, slots]
}

#[tokio::test]
async fn a_hundred_thousand_bookings_cost_what_a_thousand_do() {
    assert_eq!(costs_among(1_000).await, costs_among(100_000).await);
}
