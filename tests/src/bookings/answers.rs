use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::TestCloud;

use super::{ask, confirmed, path};

#[tokio::test]
async fn the_mentor_confirms_and_the_session_can_be_completed_and_rated_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "10:00").await;
    assert_eq!(booking.json["data"]["status"], "confirmed");
    assert_eq!(grace.post(&path(&booking, "/complete"), json!({})).await.expect(409).code(), "NOT_STARTED");
    let five = json!({"rating": 5, "feedback": "Now I see."});
    assert_eq!(ada.post(&path(&booking, "/feedback"), five.clone()).await.expect(409).code(), "NOT_COMPLETED");
    cloud.move_to("2026-11-24T11:00:00Z");
    grace.post(&path(&booking, "/complete"), json!({})).await.expect(200);
    assert_eq!(grace.post(&path(&booking, "/feedback"), five.clone()).await.expect(403).code(), "UNAUTHORIZED");
    let rated = ada.post(&path(&booking, "/feedback"), five.clone()).await.expect(200);
    assert_eq!(rated.json["data"]["rating"], 5);
    assert_eq!(ada.post(&path(&booking, "/feedback"), five).await.expect(409).code(), "ALREADY_RATED");
    let dump = cloud.dump().await;
    dump.assert_invariants();
    let mentor: Value = serde_dynamo::from_item(dump.of_kind("mentor").next().unwrap().clone()).unwrap();
    assert_eq!(
        [&mentor["sessions"], &mentor["rating_sum"], &mentor["rating_count"], &mentor["version"]],
        [&json!(1), &json!(5), &json!(1), &json!(2)]
    );
}

#[tokio::test]
async fn a_declined_or_cancelled_hour_is_free_again() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    let first = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let declined = grace.post(&path(&first, "/decline"), json!({"reason": "Away that day."})).await.expect(200);
    assert_eq!(declined.json["data"]["reason"], "Away that day.");
    let second = eve.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let cancelled = eve.post(&path(&second, "/cancel"), json!({})).await.expect(200);
    assert_eq!(cancelled.json["data"]["status"], "cancelled_by_mentee");
    let third = confirmed(&ada, &grace, "10:00").await;
    let cancelled = grace.post(&path(&third, "/cancel"), json!({})).await.expect(200);
    assert_eq!(cancelled.json["data"]["status"], "cancelled_by_mentor");
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn a_mentee_does_not_answer_for_the_mentor() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    for action in ["/confirm", "/decline"] {
        assert_eq!(ada.post(&path(&booking, action), json!({})).await.expect(403).code(), "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn a_strangers_booking_looks_like_none() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let others = eve.get(&path(&booking, "")).await.expect(404);
    let nothing = eve.get("/v1/bookings/bkg_01h455vb4pex5vsknk084sn02q").await.expect(404);
    let said = |reply: &testkit::Reply| (reply.json["error"].clone(), reply.json["detail"].clone());
    assert_eq!(said(&others), said(&nothing));
    assert_eq!(eve.post(&path(&booking, "/cancel"), json!({})).await.expect(404).code(), "NOT_FOUND");
    eve.get("/v1/bookings/not-an-id").await.expect(404);
    let root = cloud.admin("root").await;
    root.get(&path(&booking, "")).await.expect(200);
    let cancelled = root.post(&path(&booking, "/cancel"), json!({})).await.expect(200);
    assert_eq!(cancelled.json["data"]["status"], "cancelled_by_admin");
}

#[tokio::test]
async fn who_did_not_come_is_noted_by_side() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let (first, second) = (confirmed(&ada, &grace, "10:00").await, confirmed(&ada, &grace, "12:00").await);
    cloud.move_to("2026-11-24T12:15:00Z");
    let noted = grace.post(&path(&first, "/no-show"), json!({"side": "mentee"})).await.expect(200);
    assert_eq!(noted.json["data"]["status"], "no_show_by_mentee");
    assert_eq!(
        ada.post(&path(&second, "/no-show"), json!({"side": "mentee"})).await.expect(403).code(),
        "UNAUTHORIZED"
    );
    let noted = ada.post(&path(&second, "/no-show"), json!({"side": "mentor"})).await.expect(200);
    assert_eq!(noted.json["data"]["status"], "no_show_by_mentor");
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn a_change_meant_for_an_older_version_is_409() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "10:00").await;
    let cancel = |tag: &str| {
        let ask = ada.ask(reqwest::Method::POST, &path(&booking, "/cancel")).header("if-match", tag);
        ask.json(&json!({})).send()
    };
    assert_eq!(cancel("\"1\"").await.expect(409).code(), "STALE_VERSION");
    assert_eq!(cancel("nonsense").await.expect(400).field(), "If-Match");
    assert_eq!(cancel("\"2\"").await.expect(200).header("etag"), "\"3\"");
}

#[tokio::test]
async fn a_meeting_link_is_added_after_confirming_and_is_https() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let link = json!({"meetingLink": "https://zoom.us/j/1234567890", "meetingPlatform": "zoom"});
    let to = path(&booking, "/meeting-link");
    assert_eq!(grace.put(&to, link.clone()).await.expect(409).code(), "NOT_CONFIRMED");
    grace.post(&path(&booking, "/confirm"), json!({})).await.expect(200);
    assert_eq!(ada.put(&to, link.clone()).await.expect(403).code(), "UNAUTHORIZED");
    let bad = grace.put(&to, json!({"meetingLink": "http://zoom.us/j/1"})).await.expect(400);
    assert_eq!(bad.field(), "meetingLink");
    let with = grace.put(&to, link).await.expect(200);
    assert_eq!(with.json["data"]["meetingUrl"], "https://zoom.us/j/1234567890");
}

#[tokio::test]
async fn an_ended_or_suspended_account_does_not_write_at_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.write(&store::keys::gate(ada.id), &json!({"status": "suspended", "epoch": 0})).await;
    ada.post("/v1/bookings", ask(&grace, "14:00")).await.expect(401);
    ada.post(&path(&booking, "/cancel"), json!({})).await.expect(401);
    cloud.write(&store::keys::gate(ada.id), &json!({"status": "active", "epoch": 1})).await;
    ada.post(&path(&booking, "/cancel"), json!({})).await.expect(401);
    assert_eq!(cloud.dump().await.bookings()[0].status, domain::booking::Status::Pending);
}

#[tokio::test]
async fn a_token_is_worth_nothing_from_its_last_second_on() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let old = ada.token();
    let with = |token: &str| cloud.get("/v1/bookings").header("authorization", format!("Bearer {token}")).send();
    with(&old).await.expect(200);
    cloud.advance(SignedDuration::from_secs(899));
    with(&old).await.expect(200);
    cloud.advance(SignedDuration::from_secs(1));
    with(&old).await.expect(401);
}
