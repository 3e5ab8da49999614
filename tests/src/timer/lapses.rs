use jiff::SignedDuration;
use serde_json::json;
use testkit::TestCloud;

use crate::bookings::{ask, path};
use crate::dispatch::subjects;

#[tokio::test]
async fn a_request_that_nobody_answers_lapses_and_frees_its_time() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let asked = ada.post("/v1/bookings", ask(&grace, "2026-11-27T10:00:00Z")).await.expect(201);
    cloud.advance(SignedDuration::from_mins(48 * 60 - 1));
    cloud.run_timer().await;
    assert_eq!(ada.get(&path(&asked, "")).await.json["data"]["status"], "pending");
    cloud.advance(SignedDuration::from_mins(1));
    for _ in 0..3 {
        cloud.run_timer().await;
    }
    assert_eq!(ada.get(&path(&asked, "")).await.json["data"]["status"], "expired");
    assert_eq!(subjects(&cloud, &ada).await[1..], ["Your request to grace Example has lapsed"]);
    assert_eq!(subjects(&cloud, &grace).await[1..], ["Lapsed: ada Example's request"]);
    ada.post("/v1/bookings", ask(&grace, "2026-11-27T10:00:00Z")).await.expect(201);
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn hours_without_a_timer_are_walked_after_all() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.run_timer().await;
    let asked = ada.post("/v1/bookings", ask(&grace, "2026-11-27T10:00:00Z")).await.expect(201);
    cloud.advance(SignedDuration::from_hours(24 * 10));
    cloud.run_timer().await;
    assert_eq!(ada.get(&path(&asked, "")).await.json["data"]["status"], "expired");
}

#[tokio::test]
async fn an_answer_racing_the_timer_leaves_one_of_the_two() {
    for round in 0..10 {
        let cloud = TestCloud::start().await;
        let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        let asked = ada.post("/v1/bookings", ask(&grace, "2026-11-27T10:00:00Z")).await.expect(201);
        let due = asked.json["data"]["createdAt"].as_str().map_or(cloud.now().0, |at| at.parse().unwrap());
        let due = due + SignedDuration::from_hours(48);
        cloud.advance(SignedDuration::from_secs(48 * 3600 - 1));
        // The timer comes a second early by its own clock, the answer a second before the end.
        let (confirm, at) = (path(&asked, "/confirm"), due);
        let (answer, timer) = tokio::join!(grace.post(&confirm, json!({})), cloud.local().run("timer", at));
        timer.unwrap();
        let status = ada.get(&path(&asked, "")).await.json["data"]["status"].as_str().unwrap().to_owned();
        assert_eq!(status, if answer.status == 200 { "confirmed" } else { "expired" }, "round {round}");
        cloud.dump().await.assert_invariants();
    }
}
