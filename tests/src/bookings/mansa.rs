use serde_json::{Value, json};
use testkit::{Person, TestCloud};

const BOOKINGS: &str = "/api/v1/mentorship/bookings/";

fn ask(mentor: &Person) -> Value {
    json!({
        "mentor_id": mentor.id.uuid(), "session_date": "2026-11-24", "start_time": "10:00", "end_time": "11:00",
        "topic": "Rust", "description": "Lifetimes",
    })
}

fn path(booking: &testkit::Reply, action: &str) -> String {
    format!("{BOOKINGS}{}/{action}/", booking.json["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn document_1_books_confirms_links_completes_and_rates_in_its_own_words() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor_in("grace", "Africa/Cairo").await);
    let asked = ada.post(BOOKINGS, ask(&grace)).await.expect(201);
    assert_eq!(asked.json["id"].as_str().map(str::len), Some(36), "a bare UUID");
    assert_eq!(asked.json["mentor_id"], json!(grace.id.uuid()));
    assert_eq!(asked.json["session_date"], "2026-11-24T08:00:00Z", "the mentor's wall time, in UTC");
    assert_eq!([&asked.json["start_time"], &asked.json["duration_minutes"]], [&json!("10:00:00"), &json!(60)]);
    assert_eq!([&asked.json["status"], &asked.json["booking_version"]], [&json!("pending"), &json!(1)]);
    assert_eq!([&asked.json["meeting_url"], &asked.json["rating"]], [&Value::Null, &Value::Null]);

    grace.patch(&path(&asked, "update_status"), json!({"status": "confirmed"})).await.expect(200);
    let link = json!({"meeting_link": "https://zoom.us/j/1234567890", "meeting_platform": "zoom"});
    let linked = grace.patch(&path(&asked, "add_meeting_link"), link).await.expect(200);
    assert_eq!(linked.json["meeting_url"], "https://zoom.us/j/1234567890");
    assert_eq!(linked.json["meeting_platform"], "zoom");

    cloud.move_to("2026-11-24T09:00:00Z");
    grace.patch(&path(&asked, "update_status"), json!({"status": "completed"})).await.expect(200);
    let rated = ada.post(&path(&asked, "add_feedback"), json!({"rating": 4, "feedback": "Clear"})).await.expect(200);
    assert_eq!([&rated.json["rating"], &rated.json["mentor_feedback"]], [&json!(4), &json!("Clear")]);
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn document_1_lists_are_bare_arrays_by_role_and_status() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post(BOOKINGS, ask(&grace)).await.expect(201);
    cloud.wait_for_indexes();
    let mine = ada.get(&format!("{BOOKINGS}?role=mentee")).await.expect(200);
    assert_eq!(mine.json.as_array().map(Vec::len), Some(1));
    let hers = grace.get(&format!("{BOOKINGS}?role=mentor&status=pending")).await.expect(200);
    assert_eq!(hers.json[0]["topic"], "Rust");
    assert_eq!(grace.get(&format!("{BOOKINGS}?role=mentor&status=completed")).await.expect(200).json, json!([]));
}

#[tokio::test]
async fn plain_cancelled_becomes_the_callers_own_and_not_the_others() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let asked = ada.post(BOOKINGS, ask(&grace)).await.expect(201);
    let to = path(&asked, "update_status");
    ada.patch(&to, json!({"status": "cancelled_by_mentor"})).await.expect(403);
    ada.patch(&to, json!({"status": "confirmed"})).await.expect(403);
    ada.patch(&to, json!({"status": "pending"})).await.expect(409);
    let cancelled = ada.patch(&to, json!({"status": "cancelled", "reason": "ill"})).await.expect(200);
    assert_eq!([&cancelled.json["status"], &cancelled.json["reason"]], [&json!("cancelled_by_mentee"), &json!("ill")]);
}

#[tokio::test]
async fn document_1_errors_carry_their_sentence_as_detail() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let mut backwards = ask(&grace);
    backwards["end_time"] = json!("09:00");
    let reply = ada.post(BOOKINGS, backwards).await.expect(400);
    assert_eq!(
        [&reply.json["detail"], &reply.json["error"]["details"]["field"]],
        [&json!("must be after start_time"), &json!("end_time")]
    );
    ada.post(BOOKINGS, ask(&grace)).await.expect(201);
    let taken = ada.post(BOOKINGS, ask(&grace)).await.expect(409);
    assert_eq!(taken.json["detail"], "This time is already taken.");
    assert_eq!(cloud.get(BOOKINGS).send().await.expect(401).json["detail"], "Sign in first.");
}

#[tokio::test]
async fn a_wall_time_that_the_mentors_clock_skips_is_400() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor_in("grace", "America/New_York").await);
    let mut asked = ask(&grace);
    for (name, value) in [("session_date", "2027-03-14"), ("start_time", "02:30"), ("end_time", "03:30")] {
        asked[name] = json!(value);
    }
    let reply = ada.post(BOOKINGS, asked).await.expect(400);
    assert_eq!(reply.field(), "start_time");
    assert!(reply.json["detail"].as_str().is_some_and(|detail| detail.contains("does not exist")));
}

#[tokio::test]
async fn a_session_may_end_at_midnight() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let hours = json!([{"day_of_week": 2, "start_time": "22:00", "end_time": "24:00", "is_recurring": true}]);
    grace.post("/api/v1/mentorship/availability/me/", hours).await.expect(200);
    for end in ["00:00", "24:00"] {
        let mut asked = ask(&grace);
        (asked["start_time"], asked["end_time"]) = (json!("23:00"), json!(end));
        let booked = ada.post(BOOKINGS, asked).await.expect(201);
        assert_eq!([&booked.json["duration_minutes"], &booked.json["end_time"]], [&json!(60), &json!("00:00:00")]);
        ada.patch(&path(&booked, "update_status"), json!({"status": "cancelled"})).await.expect(200);
    }
}
