use serde_json::json;
use testkit::{Person, Reply, TestCloud};

use super::{ask, path};

async fn once(who: &Person, to: &str, key: &str, body: serde_json::Value) -> Reply {
    who.ask(reqwest::Method::POST, to).header("idempotency-key", key).json(&body).send().await
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer_and_one_effect() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let first = once(&ada, "/v1/bookings", "k-1", ask(&grace, "10:00")).await.expect(201);
    let again = once(&ada, "/v1/bookings", "k-1", ask(&grace, "10:00")).await.expect(201);
    assert_eq!(first.text, again.text);
    assert_eq!(cloud.dump().await.bookings().len(), 1);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_422() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    once(&ada, "/v1/bookings", "k-1", ask(&grace, "10:00")).await.expect(201);
    let other = once(&ada, "/v1/bookings", "k-1", ask(&grace, "12:00")).await.expect(422);
    assert_eq!((other.code(), other.field()), ("IDEMPOTENCY_KEY_REUSED", "Idempotency-Key"));
}

#[tokio::test]
async fn a_key_is_its_owners_and_lasts_48_hours() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    let start = "2026-12-01T10:00:00Z";
    once(&ada, "/v1/bookings", "k-1", ask(&grace, start)).await.expect(201);
    once(&eve, "/v1/bookings", "k-1", ask(&grace, start)).await.expect(409);
    cloud.move_to("2026-11-25T08:00:00Z");
    let later = once(&ada, "/v1/bookings", "k-1", ask(&grace, start)).await.expect(201);
    assert_eq!(later.json["data"]["createdAt"], "2026-11-25T08:00:00Z", "forgotten: a booking of its own");
}

#[tokio::test]
async fn an_answer_repeated_with_its_key_is_not_an_illegal_move() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let to = path(&booking, "/confirm");
    let first = once(&grace, &to, "yes", json!({})).await.expect(200);
    assert_eq!(once(&grace, &to, "yes", json!({})).await.expect(200).text, first.text);
    assert_eq!(grace.post(&to, json!({})).await.expect(409).code(), "ILLEGAL_TRANSITION");
}

#[tokio::test]
async fn a_key_that_is_too_long_is_refused_by_name() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let reply = once(&ada, "/v1/bookings", &"k".repeat(256), ask(&grace, "10:00")).await.expect(400);
    assert_eq!(reply.field(), "Idempotency-Key");
}
