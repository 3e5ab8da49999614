use serde_json::{Value, json};
use testkit::TestCloud;

use super::ask;

#[tokio::test]
async fn a_mentee_books_an_hour_and_both_calendars_hold_it() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.hold_stream();
    let reply = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let booking = &reply.json["data"];
    assert_eq!(booking["status"], "pending");
    assert_eq!(booking["mentorName"], "grace Example");
    assert_eq!(booking["menteeName"], "ada Example");
    assert_eq!(booking["end"], "2026-11-24T11:00:00Z");
    assert_eq!(booking["expiresAt"], "2026-11-24T10:00:00Z");
    assert_eq!(reply.header("etag"), "\"1\"");
    let dump = cloud.dump().await;
    dump.assert_invariants();
    assert_eq!(dump.bookings().len(), 1);
    assert_eq!(dump.of_kind("evt_").count(), 1, "and it is announced");
}

#[tokio::test]
async fn a_taken_hour_is_409_slot_taken_for_the_next_mentee() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    for overlapping in ["10:00", "09:30", "10:45"] {
        let reply = eve.post("/v1/bookings", ask(&grace, overlapping)).await.expect(409);
        assert_eq!(reply.code(), "SLOT_TAKEN");
    }
    eve.post("/v1/bookings", ask(&grace, "11:00")).await.expect(201);
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn nobody_sits_in_two_sessions_at_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace, linus) = (cloud.mentee("ada").await, cloud.mentor("grace").await, cloud.mentor("linus").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    assert_eq!(ada.post("/v1/bookings", ask(&linus, "10:30")).await.expect(409).code(), "SLOT_TAKEN");
}

#[tokio::test]
async fn a_time_outside_the_mentors_hours_is_not_available() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    assert_eq!(ada.post("/v1/bookings", ask(&grace, "05:30")).await.expect(409).code(), "NOT_AVAILABLE");
    assert_eq!(ada.post("/v1/bookings", ask(&grace, "21:30")).await.expect(409).code(), "NOT_AVAILABLE");
}

#[tokio::test]
async fn bad_input_names_its_field() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let with = |name: &str, value: Value| {
        let mut body = ask(&grace, "10:00");
        body[name] = value;
        body
    };
    let cases = [
        (with("topic", json!("")), "topic"),
        (with("topic", json!("x".repeat(201))), "topic"),
        (with("start", json!("tomorrow")), "start"),
        (with("start", json!("2026-11-23T07:00:00Z")), "start_time"),
        (with("duration", json!(3)), "end_time"),
        (with("duration", json!("an hour")), "duration"),
        (with("timezone", json!("Mars/Olympus")), "timezone"),
        (with("mentorId", json!("grace")), "mentorId"),
        (with("price", json!(0)), "price"),
        (json!({}), "mentorId"),
    ];
    for (body, field) in cases {
        let reply = ada.post("/v1/bookings", body.clone()).await.expect(400);
        assert_eq!((reply.code(), reply.field()), ("VALIDATION_ERROR", field), "{body}");
        assert_eq!(reply.json["success"], false);
        assert!(reply.json["requestId"].as_str().is_some_and(|id| !id.is_empty()));
    }
    assert!(cloud.dump().await.bookings().is_empty());
}

#[tokio::test]
async fn who_is_not_signed_in_or_not_a_mentee_does_not_book() {
    let cloud = TestCloud::start().await;
    let (ada, grace, root) = (cloud.mentee("ada").await, cloud.mentor("grace").await, cloud.admin("root").await);
    let body = ask(&grace, "10:00");
    assert_eq!(cloud.post("/v1/bookings").json(&body).send().await.expect(401).code(), "AUTHENTICATION_REQUIRED");
    let forged = cloud.post("/v1/bookings").header("authorization", "Bearer nonsense").json(&body);
    assert_eq!(forged.send().await.expect(401).code(), "AUTHENTICATION_REQUIRED");
    assert_eq!(root.post("/v1/bookings", body).await.expect(403).code(), "UNAUTHORIZED");
    let stranger = json!({"mentorId": ada.id, "start": "2026-11-24T10:00:00Z", "duration": 60, "topic": "x"});
    assert_eq!(ada.post("/v1/bookings", stranger).await.expect(404).code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_lapsed_hold_is_expired_first_and_then_booked_over() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    let start = "2026-11-27T10:00:00Z";
    ada.post("/v1/bookings", ask(&grace, start)).await.expect(201);
    cloud.move_to("2026-11-25T07:59:59Z");
    assert_eq!(eve.post("/v1/bookings", ask(&grace, start)).await.expect(409).code(), "SLOT_TAKEN");
    cloud.move_to("2026-11-25T08:00:00Z");
    eve.post("/v1/bookings", ask(&grace, start)).await.expect(201);
    let dump = cloud.dump().await;
    dump.assert_invariants();
    let mut statuses: Vec<String> = dump.bookings().iter().map(|booking| booking.status.to_string()).collect();
    statuses.sort();
    assert_eq!(statuses, ["expired", "pending"]);
}

#[tokio::test]
async fn who_is_suspended_expires_nobodys_lapsed_hold() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    let start = "2026-11-27T10:00:00Z";
    ada.post("/v1/bookings", ask(&grace, start)).await.expect(201);
    cloud.move_to("2026-11-25T08:00:00Z");
    eve.suspend().await;
    let before = cloud.settled().await;
    eve.post("/v1/bookings", ask(&grace, start)).await.expect(401);
    assert_eq!(cloud.settled().await, before);
}

#[tokio::test]
async fn a_hidden_path_is_404_in_the_one_error_shape() {
    let cloud = TestCloud::start().await;
    let reply = cloud.get("/v1/bookings/nothing/here/at/all").send().await.expect(404);
    assert_eq!((reply.code(), &reply.json["detail"]), ("NOT_FOUND", &json!("No such path.")));
}

#[tokio::test]
async fn one_trailing_slash_more_is_the_same_route() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings/", ask(&grace, "10:00")).await.expect(201);
    ada.post("/api/v1/bookings", ask(&grace, "12:00")).await.expect(201);
}

#[tokio::test]
async fn a_suspended_mentor_cannot_be_asked() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.broken_on_purpose("the gate alone says so: it decides, not the page that follows it");
    cloud.write(&store::keys::gate(grace.id), &json!({"status": "suspended", "epoch": 0})).await;
    assert_eq!(ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(404).code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_move_onto_a_lapsed_hold_expires_that_first() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "2026-11-27T10:00:00Z")).await.expect(201);
    let eves = super::confirmed(&eve, &grace, "2026-11-27T12:00:00Z").await;
    cloud.move_to("2026-11-25T08:00:00Z");
    let to = json!({"start": "2026-11-27T10:00:00Z"});
    grace.post(&super::path(&eves, "/reschedule"), to).await.expect(200);
    cloud.settled().await.assert_invariants();
}
