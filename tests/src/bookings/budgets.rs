//! What each operation may cost, counted at the table's door, the SDK's retries included. A figure
//! that grows fails; one that shrinks is to be written down here.

use serde_json::json;
use testkit::{Budget, Cost, Person, TestCloud};

use super::{ask, confirmed, path};

/// Asking for an hour, with an `Idempotency-Key`: nothing taken before.
const PLAIN: Budget = Budget(2, 8.0, 16.0);
/// The mentor's and the mentee's day with 30 quarters taken.
const THIRTY_TAKEN: Budget = Budget(2, 8.0, 16.0);
/// With 90 taken each of the two day rows is over 1 KB.
const NINETY_TAKEN: Budget = Budget(2, 8.0, 20.0);
/// A session across midnight UTC touches two day rows of each.
const ACROSS_MIDNIGHT: Budget = Budget(2, 10.0, 20.0);
/// Over a lapsed hold: that is read and expired first.
const TAKEOVER: Budget = Budget(4, 9.0, 30.0);
const CONFIRM: Budget = Budget(2, 1.0, 14.0);
const CANCEL: Budget = Budget(2, 1.0, 16.0);
const RESCHEDULE: Budget = Budget(3, 8.0, 18.0);
const RATE: Budget = Budget(2, 1.0, 12.0);
const ONE: Budget = Budget(2, 1.5, 0.0);
const LIST: Budget = Budget(2, 5.5, 0.0);

async fn book(cloud: &TestCloud, mentee: &Person, mentor: &Person, start: &str) -> Cost {
    let asked = mentee.ask(reqwest::Method::POST, "/v1/bookings").header("idempotency-key", "k");
    let (cost, reply) = cloud.metered(asked.json(&ask(mentor, start)).send()).await;
    reply.expect(201);
    cost
}

/// Marks this many quarters of the 24th from midnight on, for somebody.
async fn fill(cloud: &TestCloud, who: &Person, quarters: u8) {
    cloud.broken_on_purpose("quarters are taken for a booking that is not there");
    let booking = cloud.mentee("other").await.id;
    let mark =
        aws_sdk_dynamodb::types::AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new(booking.uuid().as_bytes()));
    let free = 40..44;
    let marks = (0..96u8).filter(|quarter| !free.contains(quarter)).take(quarters.into());
    let mut row: store::Item = marks.map(|quarter| (format!("s{quarter}"), mark.clone())).collect();
    let text = |value: String| aws_sdk_dynamodb::types::AttributeValue::S(value);
    row.insert("pk".to_owned(), text(who.id.to_string()));
    row.insert("sk".to_owned(), text("day#2026-11-24".to_owned()));
    let local = cloud.local();
    let put = local.dynamodb().put_item().table_name(local.table_name()).set_item(Some(row)).send().await;
    put.expect("a filled day");
}

#[tokio::test]
async fn asking_for_an_hour_is_two_round_trips_and_16_write_units() {
    for (what, quarters, budget) in
        [("plain", 0, PLAIN), ("30 taken", 30, THIRTY_TAKEN), ("90 taken", 90, NINETY_TAKEN)]
    {
        let cloud = TestCloud::start().await;
        let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        fill(&cloud, &grace, quarters).await;
        fill(&cloud, &ada, quarters).await;
        budget.holds(what, &book(&cloud, &ada, &grace, "10:00").await);
    }
}

#[tokio::test]
async fn asking_across_midnight_costs_its_second_day_rows() {
    let cloud = TestCloud::start().await;
    // 06:00 to 22:00 in Tokyo is 21:00 to 13:00 UTC.
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor_in("grace", "Asia/Tokyo").await);
    ACROSS_MIDNIGHT.holds("across midnight", &book(&cloud, &ada, &grace, "2026-11-24T23:30:00Z").await);
}

#[tokio::test]
async fn taking_over_a_lapsed_hold_is_four_round_trips() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    book(&cloud, &eve, &grace, "2026-11-27T10:00:00Z").await;
    cloud.move_to("2026-11-25T08:00:00Z");
    TAKEOVER.holds("takeover", &book(&cloud, &ada, &grace, "2026-11-27T10:00:00Z").await);
}

#[tokio::test]
async fn answers_and_moves_keep_their_budgets() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let (cost, _) = cloud.metered(grace.post(&path(&booking, "/confirm"), json!({}))).await;
    CONFIRM.holds("confirm", &cost);
    let to = json!({"start": "2026-11-24T12:00:00Z"});
    let (cost, moved) = cloud.metered(grace.post(&path(&booking, "/reschedule"), to)).await;
    moved.expect(200);
    RESCHEDULE.holds("reschedule", &cost);
    let (cost, _) = cloud.metered(ada.post(&path(&booking, "/cancel"), json!({}))).await;
    CANCEL.holds("cancel", &cost);
    let other = confirmed(&ada, &grace, "14:00").await;
    cloud.move_to("2026-11-24T15:00:00Z");
    grace.post(&path(&other, "/complete"), json!({})).await.expect(200);
    let (cost, rated) = cloud.metered(ada.post(&path(&other, "/feedback"), json!({"rating": 5}))).await;
    rated.expect(200);
    RATE.holds("rate", &cost);
}

#[tokio::test]
async fn reading_one_booking_and_a_page_keep_their_budgets() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let (cost, _) = cloud.metered(ada.get(&path(&booking, ""))).await;
    ONE.holds("one booking", &cost);
    let (cost, _) = cloud.metered(grace.get("/v1/bookings")).await;
    LIST.holds("a page, the gate unread so far", &cost);
    let (cost, _) = cloud.metered(grace.get("/v1/bookings?status=pending")).await;
    Budget(1, 0.5, 0.0).holds("a page of one status", &cost);
}
