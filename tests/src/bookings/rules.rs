//! A mentor's own rules of asking, held by the booking itself.

use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use super::{ask, path};

async fn ruled(rules: Value) -> (TestCloud, Person, Person) {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    grace.put("/v1/availability/me/rules", rules).await.expect(200);
    (cloud, ada, grace)
}

async fn book(who: &Person, mentor: &Person, start: &str, minutes: u16) -> Reply {
    let mut body = ask(mentor, start);
    body["duration"] = json!(minutes);
    who.post("/v1/bookings", body).await
}

#[tokio::test]
async fn a_session_has_one_of_the_mentors_lengths() {
    let (_cloud, ada, grace) = ruled(json!({"lengths": [30, 60]})).await;
    let other = book(&ada, &grace, "10:00", 45).await.expect(400);
    assert_eq!(other.field(), "end_time");
    book(&ada, &grace, "10:00", 30).await.expect(201);
}

#[tokio::test]
async fn buffers_keep_the_next_session_away_and_are_given_back_with_the_hour() {
    let (cloud, ada, grace) = ruled(json!({"bufferBefore": 15, "bufferAfter": 15})).await;
    let eve = cloud.mentee("eve").await;
    let first = book(&ada, &grace, "10:00", 60).await.expect(201);
    assert_eq!(book(&eve, &grace, "11:15", 60).await.expect(409).code(), "SLOT_TAKEN");
    assert_eq!(book(&eve, &grace, "08:45", 60).await.expect(409).code(), "SLOT_TAKEN");
    book(&eve, &grace, "11:30", 60).await.expect(201);
    ada.post(&path(&first, "/cancel"), json!({})).await.expect(200);
    book(&ada, &grace, "10:15", 45).await.expect(201);
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn notice_and_window_bound_the_time_ahead() {
    let (_cloud, ada, grace) = ruled(json!({"notice": 24 * 60, "windowDays": 7})).await;
    assert_eq!(book(&ada, &grace, "2026-11-24T07:30:00Z", 30).await.expect(400).field(), "start_time");
    book(&ada, &grace, "2026-11-24T08:00:00Z", 30).await.expect(201);
    book(&ada, &grace, "2026-11-30T08:00:00Z", 30).await.expect(201);
    assert_eq!(book(&ada, &grace, "2026-11-30T08:30:00Z", 30).await.expect(400).field(), "session_date");
}

#[tokio::test]
async fn the_limit_of_a_day_counts_the_mentors_own_date_and_frees_with_a_cancellation() {
    let (cloud, ada, grace) = ruled(json!({"perDay": 1})).await;
    let eve = cloud.mentee("eve").await;
    let first = book(&ada, &grace, "10:00", 60).await.expect(201);
    assert_eq!(book(&eve, &grace, "14:00", 60).await.expect(409).code(), "DAY_FULL");
    book(&eve, &grace, "2026-11-25T10:00:00Z", 60).await.expect(201);
    let to = json!({"start": "2026-11-24T12:00:00Z"});
    grace.post(&path(&first, "/reschedule"), to).await.expect(200);
    ada.post(&path(&first, "/cancel"), json!({})).await.expect(200);
    book(&ada, &grace, "14:00", 60).await.expect(201);
}

#[tokio::test]
async fn rules_that_cannot_be_are_refused_by_name() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    let cases = [
        (json!({"lengths": [0]}), "lengths"),
        (json!({"bufferBefore": 241}), "bufferBefore"),
        (json!({"windowDays": 0}), "windowDays"),
        (json!({"perDay": 0}), "perDay"),
        (json!({"step": 1}), "step"),
        (json!({"breaks": 5}), "breaks"),
    ];
    for (rules, field) in cases {
        assert_eq!(grace.put("/v1/availability/me/rules", rules).await.expect(400).field(), field);
    }
}
