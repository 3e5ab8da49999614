use jiff::SignedDuration;
use serde_json::json;
use testkit::TestCloud;

use super::{confirmed, path};

#[tokio::test]
async fn a_session_moves_to_every_shift_of_two_hours_and_back_with_both_calendars() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "12:00").await;
    let at = |minutes: i64| json!({"start": format!("2026-11-24T{:02}:{:02}:00Z", minutes / 60, minutes % 60)});
    for shift in (-120..=120).step_by(5) {
        let moved = grace.post(&path(&booking, "/reschedule"), at(720 + shift)).await.expect(200);
        assert_eq!(moved.json["data"]["status"], "confirmed");
        cloud.dump().await.assert_invariants();
    }
}

#[tokio::test]
async fn a_move_onto_a_taken_hour_leaves_everything_as_it_was() {
    let cloud = TestCloud::start().await;
    let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "10:00").await;
    confirmed(&eve, &grace, "12:00").await;
    let before = cloud.settled().await;
    let refused =
        grace.post(&path(&booking, "/reschedule"), json!({"start": "2026-11-24T11:30:00Z"})).await.expect(409);
    assert_eq!(refused.code(), "SLOT_TAKEN");
    assert_eq!(cloud.settled().await, before);
}

#[tokio::test]
async fn the_mentees_move_is_a_request_again() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "10:00").await;
    let to = json!({"start": "2026-11-25T23:30:00Z", "duration": 30});
    assert_eq!(ada.post(&path(&booking, "/reschedule"), to).await.expect(409).code(), "NOT_AVAILABLE");
    let moved = ada.post(&path(&booking, "/reschedule"), json!({"start": "2026-11-25T10:00:00Z"})).await.expect(200);
    assert_eq!([&moved.json["data"]["status"], &moved.json["data"]["version"]], [&json!("pending"), &json!(3)]);
    grace.post(&path(&booking, "/confirm"), json!({})).await.expect(200);
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn a_mentee_may_change_their_mind_within_a_second() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "10:00").await;
    for (hour, again) in [("11", 0), ("12", 1), ("13", 700)] {
        cloud.advance(SignedDuration::from_millis(again));
        let to = json!({"start": format!("2026-11-25T{hour}:00:00Z")});
        ada.post(&path(&booking, "/reschedule"), to).await.expect(200);
        cloud.dump().await.assert_invariants();
    }
    let dump = cloud.dump().await;
    assert_eq!(dump.0.keys().filter(|(pk, _)| pk.starts_with("due#")).count(), 1);
}

/// They named no version, so nothing of theirs was refused.
#[tokio::test]
async fn who_is_overtaken_each_time_is_told_to_come_again() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "10:00").await;
    cloud.settle().await;
    cloud.hold_stream();
    let mut write = cloud.pause_before(1);
    let overtaking = async {
        for hour in 11..15 {
            write.reached().await;
            let to = json!({"start": format!("2026-11-24T{hour}:00:00Z")});
            grace.post(&path(&booking, "/reschedule"), to).await.expect(200);
            let next = cloud.pause_before(1);
            std::mem::replace(&mut write, next).go();
        }
    };
    let to = path(&booking, "/cancel");
    let (told, ()) = tokio::join!(ada.post(&to, json!({})), overtaking);
    assert_eq!((told.status, told.headers["retry-after"].to_str().unwrap()), (503, "1"));
    cloud.release_stream();
    ada.post(&to, json!({})).await.expect(200);
}
