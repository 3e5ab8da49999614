use domain::due::Due;
use domain::{BookingId, Entropy};
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

#[tokio::test]
async fn a_row_of_the_walk_leaves_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "2026-11-27T10:00:00Z")).await.expect(201);
    let booking = cloud.dump().await.bookings().remove(0);
    let (store, due) = (cloud.store(), Due::expire(booking.id, cloud.now().0));
    cloud.write(&store::keys::due(&due), &due).await;
    assert!(store.drop_due(&due, Some(&booking)).await.unwrap());
    assert!(!store.drop_due(&due, Some(&booking)).await.unwrap());
}

/// More than the walk takes at once.
#[tokio::test]
async fn an_hour_is_walked_to_its_end_however_much_is_due() {
    let cloud = TestCloud::start().await;
    let now = cloud.now();
    for seed in 0..201 {
        let due = Due::expire(BookingId::fresh(now, &Entropy::seeded(seed)), now.0);
        cloud.write(&store::keys::due(&due), &due).await;
    }
    cloud.run_timer().await;
    let dump = cloud.dump().await;
    assert_eq!(dump.0.keys().filter(|(pk, _)| pk.starts_with("due#")).count(), 0);
}
