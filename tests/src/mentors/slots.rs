use serde_json::{Value, json};
use testkit::{Person, TestCloud};

async fn starts(cloud: &TestCloud, mentor: &Person, query: &str) -> Vec<String> {
    let reply = cloud.get(&format!("/v1/mentors/{}/slots?{query}", mentor.id)).send().await.expect(200);
    let slots = reply.json["data"].as_array().expect("slots").iter();
    slots.map(|slot| slot["localStart"].as_str().expect("a start").to_owned()).collect()
}

/// Every day at these hours of the mentor's own clock.
async fn every_day(mentor: &Person, start: &str, end: &str, rules: Value) {
    let weekly: Vec<Value> = (0..7).map(|day| json!({"dayOfWeek": day, "start": start, "end": end})).collect();
    mentor.put("/v1/availability/me", json!({"weekly": weekly, "rules": rules})).await.expect(200);
}

#[tokio::test]
async fn free_starts_are_shown_in_the_asked_zone() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor_in("grace", "Africa/Cairo").await;
    every_day(&grace, "09:00", "11:00", json!({"step": 60})).await;
    let path =
        format!("/v1/mentors/{}/slots?from=2026-11-24&to=2026-11-24&duration=60&timezone=Asia/Kolkata", grace.id);
    let reply = cloud.get(&path).send().await.expect(200);
    let expected = json!([
        {"start": "2026-11-24T07:00:00Z", "end": "2026-11-24T08:00:00Z", "localStart": "2026-11-24T12:30:00+05:30"},
        {"start": "2026-11-24T08:00:00Z", "end": "2026-11-24T09:00:00Z", "localStart": "2026-11-24T13:30:00+05:30"},
    ]);
    assert_eq!(reply.json["data"], expected);
}

#[tokio::test]
async fn what_is_offered_can_be_booked_and_is_then_no_longer_offered() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let day = "from=2026-11-24&to=2026-11-24&duration=60";
    every_day(&grace, "09:00", "13:00", json!({"step": 60, "bufferAfter": 15})).await;
    assert_eq!(starts(&cloud, &grace, day).await.len(), 4);
    let ask = json!({"mentorId": grace.id, "start": "2026-11-24T10:00:00Z", "duration": 60, "topic": "Lifetimes"});
    ada.post("/v1/bookings", ask).await.expect(201);
    // The request waits for its answer and holds 10:00 to 11:15; 09:00 to 10:15 would reach into it.
    assert_eq!(starts(&cloud, &grace, day).await, ["2026-11-24T12:00:00+00:00"]);
}

#[tokio::test]
async fn the_rules_of_the_mentor_decide_what_is_offered() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let rules = json!({"step": 60, "lengths": [45], "notice": 120, "windowDays": 2, "perDay": 1});
    every_day(&grace, "09:00", "12:00", rules).await;
    // It is 08:00 on Monday the 23rd: two hours' notice, two days ahead.
    let offered = ["2026-11-23T10", "2026-11-23T11", "2026-11-24T09", "2026-11-24T10", "2026-11-24T11"];
    let found = starts(&cloud, &grace, "").await;
    assert_eq!(found.iter().map(|start| &start[..13]).collect::<Vec<_>>(), offered);
    let ask = json!({"mentorId": grace.id, "start": "2026-11-24T09:00:00Z", "duration": 45, "topic": "Lifetimes"});
    ada.post("/v1/bookings", ask).await.expect(201);
    let found = starts(&cloud, &grace, "").await;
    assert_eq!(found.iter().map(|start| &start[..13]).collect::<Vec<_>>(), offered[..2], "one a day");
    let other = cloud.get(&format!("/v1/mentors/{}/slots?duration=60", grace.id)).send().await.expect(400);
    assert_eq!(other.field(), "duration");
}

#[tokio::test]
async fn dates_of_their_own_and_time_away_decide_too() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    every_day(&grace, "09:00", "10:00", json!({})).await;
    let short = json!({"hours": [{"start": "15:00", "end": "16:00"}]});
    grace.post("/v1/availability/me/exceptions/2026-11-25", short).await.expect(200);
    grace.post("/v1/availability/me/away", json!({"from": "2026-11-26", "to": "2026-11-27"})).await.expect(200);
    let found = starts(&cloud, &grace, "from=2026-11-24&to=2026-11-28").await;
    let found: Vec<&str> = found.iter().map(|start| &start[..16]).collect();
    assert_eq!(found, ["2026-11-24T09:00", "2026-11-25T15:00", "2026-11-28T09:00"]);
}

/// Promise 7: the same wall time on both sides of a change, in each of the five zones.
#[tokio::test]
async fn the_mentors_clock_decides_across_daylight_saving() {
    let zones = [
        ("Africa/Cairo", "2027-04-29", "2027-05-01"),
        ("Europe/London", "2027-03-27", "2027-03-29"),
        ("America/New_York", "2027-03-13", "2027-03-15"),
        ("Asia/Kolkata", "2027-03-13", "2027-03-15"),
        ("Pacific/Chatham", "2027-04-03", "2027-04-05"),
    ];
    let cloud = TestCloud::start().await;
    cloud.move_to("2027-03-01T00:00:00Z");
    for (zone, from, to) in zones {
        let mentor = cloud.mentor_in("grace", zone).await;
        every_day(&mentor, "09:00", "10:00", json!({})).await;
        let found = starts(&cloud, &mentor, &format!("from={from}&to={to}&timezone={zone}")).await;
        let clocks: Vec<&str> = found.iter().map(|start| &start[11..16]).collect();
        assert_eq!(clocks, ["09:00"; 3], "{zone}: {found:?}");
        let offsets: std::collections::BTreeSet<&str> = found.iter().map(|start| &start[19..]).collect();
        assert_eq!(offsets.len(), if zone == "Asia/Kolkata" { 1 } else { 2 }, "{zone}: {found:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_question_is_named() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    let cases = [
        ("from=tomorrow", "from"),
        ("from=2026-11-24&to=2026-11-23", "to"),
        ("from=2026-11-24&to=2027-01-24", "to"),
        ("duration=1", "duration"),
        ("duration=an+hour", "duration"),
        ("timezone=Mars/Olympus", "timezone"),
    ];
    for (query, field) in cases {
        let reply = cloud.get(&format!("/v1/mentors/{}/slots?{query}", grace.id)).send().await.expect(400);
        assert_eq!((reply.code(), reply.field()), ("VALIDATION_ERROR", field), "{query}");
    }
    let ada = cloud.mentee("ada").await;
    cloud.get(&format!("/v1/mentors/{}/slots", ada.id)).send().await.expect(404);
    assert_eq!(starts(&cloud, &grace, "from=2026-11-01&to=2026-11-02").await, [""; 0], "over");
}
