//! What happens to a booking is under the bell of whoever did not do it.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use serde_json::json;
use testkit::TestCloud;

use super::{ids, list, titles, unread};
use crate::bookings::{ask, path};
use crate::dispatch::failures::cloud_with;
use crate::dispatch::subjects;
use crate::realtime::missed;

#[tokio::test]
async fn a_notice_says_what_happened_when_and_where_to_look() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor_in("grace", "Africa/Cairo").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let told = list(&grace, "").await;
    let notice = &told.json["data"][0];
    assert_eq!(notice["title"], "ada Example asks for a session");
    assert_eq!(notice["message"], "Ownership and borrowing: Tuesday 24 November 2026, 12:00 (Africa/Cairo)");
    assert_eq!(notice["link"], json!(format!("/bookings/{}", booking.json["data"]["id"].as_str().unwrap())));
    assert_eq!((&notice["type"], &notice["read"]), (&json!("meeting"), &json!(false)));
    assert_eq!(notice["createdAt"], "2026-11-23T08:00:00Z");
    assert_eq!(titles(&list(&ada, "").await), [""; 0], "she knows that she has asked");
}

#[tokio::test]
async fn each_step_of_a_booking_is_told_newest_first() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    for (who, step) in [(&grace, "/confirm"), (&ada, "/cancel")] {
        cloud.advance(SignedDuration::from_secs(1));
        who.post(&path(&booking, step), json!({})).await.expect(200);
        cloud.settle().await;
    }
    let [cancelled, is_confirmed] =
        ["cancelled", "confirmed"].map(|end| format!("Your session with ada Example is {end}"));
    assert_eq!(titles(&list(&grace, "").await), [&cancelled, &is_confirmed, "ada Example asks for a session"]);
    assert_eq!(titles(&list(&ada, "").await), ["Your session with grace Example is confirmed"]);
    assert_eq!((unread(&grace).await, unread(&ada).await), (3, 1));
}

#[tokio::test]
async fn the_frame_names_the_notice() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let frame = missed(&grace, "?after=0").await["events"][0].clone();
    assert_eq!(frame["notificationId"], json!(ids(&list(&grace, "").await)[0]));
    assert_eq!(missed(&ada, "?after=0").await["events"][0]["notificationId"], json!(null));
}

/// Grace's letter does not leave, so the whole event is tried again.
#[tokio::test]
async fn an_event_that_comes_again_for_its_letter_is_told_once() {
    let (cloud, mood) = cloud_with(503).await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    assert_eq!((unread(&grace).await, subjects(&cloud, &grace).await.len()), (1, 0));
    mood.store(200, Ordering::SeqCst);
    cloud.advance(SignedDuration::from_mins(1));
    cloud.run_timer().await;
    cloud.settle().await;
    assert_eq!((unread(&grace).await, subjects(&cloud, &grace).await.len()), (1, 1));
    assert_eq!(missed(&grace, "?after=0").await["events"].as_array().unwrap().len(), 1);
}
