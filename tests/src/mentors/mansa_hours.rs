//! S1-08 to S1-10, and ruling 15.

use serde_json::{Value, json};
use testkit::TestCloud;

use super::{applicant, approved, mansa};

pub const OWN: &str = "/api/v1/mentorship/availability/me/";

pub fn weekly(day: u8, start: &str, end: &str) -> Value {
    json!({"day_of_week": day, "start_time": start, "end_time": end, "is_recurring": true})
}

/// Day or date, start and end of every slot.
fn slots(rows: &Value) -> Vec<String> {
    let text = |slot: &Value, name: &str| slot[name].as_str().unwrap_or_default().to_owned();
    let when = |slot: &Value| slot["specific_date"].as_str().map_or(slot["day_of_week"].to_string(), str::to_owned);
    let slot = |slot: &Value| format!("{} {}-{}", when(slot), text(slot, "start_time"), text(slot, "end_time"));
    rows.as_array().expect("an array").iter().map(slot).collect()
}

#[tokio::test]
async fn an_array_replaces_the_weekly_slots_and_keeps_dated_ones() {
    let cloud = TestCloud::start().await;
    let grace = approved(&cloud, "grace").await;
    assert_eq!(grace.get(OWN).await.expect(200).json, json!([]));
    let dated =
        json!({"specific_date": "2026-12-24", "start_time": "09:00", "end_time": "10:00", "is_recurring": false});
    grace.post(OWN, dated).await.expect(200);
    grace.post(OWN, json!([weekly(1, "09:00", "12:00"), weekly(3, "09:00", "12:00")])).await.expect(200);
    let replaced = grace.post(OWN, json!({"slots": [weekly(0, "13:00", "15:00:00")]})).await.expect(200);
    assert_eq!(slots(&replaced.json), ["0 13:00:00-15:00:00", "2026-12-24 09:00:00-10:00:00"]);
    assert_eq!(grace.get(OWN).await.expect(200).json, replaced.json);
    assert_eq!(cloud.get(&mansa(&grace, "availability/")).send().await.expect(200).json, replaced.json);
    let [sunday, christmas] = [&replaced.json[0], &replaced.json[1]];
    assert_eq!(sunday["mentor_id"], json!(grace.id.uuid()));
    assert_eq!(
        [&sunday["is_recurring"], &sunday["is_active"], &sunday["specific_date"]],
        [&json!(true), &json!(true), &Value::Null]
    );
    assert_eq!([&christmas["is_recurring"], &christmas["day_of_week"]], [&json!(false), &json!(4)]);
    assert_eq!(slots(&grace.post(OWN, json!([])).await.expect(200).json), ["2026-12-24 09:00:00-10:00:00"]);
}

#[tokio::test]
async fn one_object_adds_and_what_overlaps_is_merged() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    grace.post(OWN, weekly(1, "09:00", "11:00")).await.expect(200);
    grace.post(OWN, weekly(1, "13:00", "14:00")).await.expect(200);
    let merged = grace.post(OWN, weekly(1, "10:00", "12:00")).await.expect(200);
    assert_eq!(slots(&merged.json), ["1 09:00:00-12:00:00", "1 13:00:00-14:00:00"]);
}

#[tokio::test]
async fn a_slot_that_is_not_active_is_removed() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let set = grace.post(OWN, json!([weekly(1, "09:00", "11:00"), weekly(2, "09:00", "11:00")])).await.expect(200);
    let mut monday = set.json[0].clone();
    monday["is_active"] = json!(false);
    assert_eq!(slots(&grace.post(OWN, monday).await.expect(200).json), ["2 09:00:00-11:00:00"]);
    let mut tuesday = weekly(2, "10:00", "11:00");
    tuesday["is_active"] = json!(false);
    assert_eq!(slots(&grace.post(OWN, tuesday).await.expect(200).json), ["2 09:00:00-10:00:00"]);
}

#[tokio::test]
async fn additions_at_the_same_time_all_arrive() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let replies = futures::future::join_all((1..5).map(|day| grace.post(OWN, weekly(day, "09:00", "10:00")))).await;
    for reply in replies {
        reply.expect(200);
    }
    assert_eq!(slots(&grace.get(OWN).await.json).len(), 4);
}

#[tokio::test]
async fn what_is_wrong_with_a_slot_is_named() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let cases = [
        (weekly(7, "09:00", "10:00"), "day_of_week"),
        (weekly(1, "10:00", "09:00"), "end_time"),
        (weekly(1, "9 o'clock", "10:00"), "start_time"),
        (json!([weekly(1, "09:00", "10:00"), weekly(1, "25:00", "10:00")]), "[1].start_time"),
        (json!({"slots": [{"day_of_week": "Monday"}]}), "slots[0].day_of_week"),
        (json!({"day_of_week": 1, "start_time": "09:00"}), "end_time"),
        (json!({"is_recurring": false, "start_time": "09:00", "end_time": "10:00"}), "specific_date"),
        (json!({"specific_date": "tomorrow", "start_time": "09:00", "end_time": "10:00"}), "specific_date"),
    ];
    for (body, field) in cases {
        let reply = grace.post(OWN, body.clone()).await.expect(400);
        assert_eq!(reply.field(), field, "{body}: {}", reply.text);
    }
    grace.post(OWN, json!("Monday")).await.expect(400);
    assert_eq!(grace.get(OWN).await.json, json!([]));
}

#[tokio::test]
async fn hours_are_kept_by_mentors_and_shown_once_approved() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, applicant(&cloud, "grace").await);
    ada.get(OWN).await.expect(403);
    ada.post(OWN, json!([])).await.expect(403);
    cloud.get(OWN).send().await.expect(401);
    cloud.post(OWN).json(&json!([])).send().await.expect(401);
    cloud.get(&mansa(&grace, "availability/")).send().await.expect(404);
    cloud.get(&mansa(&ada, "availability/")).send().await.expect(404);
    let from_the_registry = cloud.person("linus", domain::Roles::MENTOR).await;
    from_the_registry.post(OWN, json!([weekly(1, "09:00", "10:00")])).await.expect(200);
}
