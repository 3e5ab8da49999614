//! What happens to a booking is seen at once by both sides, on every screen that they have open.

use serde_json::{Value, json};
use testkit::TestCloud;

use super::missed;
use crate::bookings::{ask, confirmed, path};

#[tokio::test]
async fn both_sides_see_a_request_and_its_answer_on_every_screen() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let (mut desk, mut phone, mut mentee) = (grace.socket().await, grace.socket().await, ada.socket().await);
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let (seen, too) = (desk.told("notification.new").await, phone.told("notification.new").await);
    assert_eq!(seen, too);
    assert_eq!(seen["data"]["news"], "requested");
    assert_eq!(seen["data"]["bookingId"], booking.json["data"]["id"]);
    assert_eq!((&seen["data"]["with"], &seen["sequence"]), (&json!("ada Example"), &json!(1)));
    mentee.told("notification.new").await;
    grace.post(&path(&booking, "/confirm"), json!({})).await.expect(200);
    cloud.settle().await;
    let answer = mentee.told("notification.new").await;
    assert_eq!((&answer["data"]["news"], &answer["data"]["with"]), (&json!("confirmed"), &json!("grace Example")));
}

#[tokio::test]
async fn five_minutes_before_the_start_both_are_reminded_on_the_screen_and_not_by_mail() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    confirmed(&ada, &grace, "10:00").await;
    for instant in ["2026-11-23T10:00:30Z", "2026-11-24T09:00:30Z"] {
        cloud.move_to(instant);
        cloud.run_timer().await;
        cloud.settle().await;
    }
    cloud.move_to("2026-11-24T09:54:59Z");
    let (mut socket, letters) = (ada.socket().await, cloud.mail().await.len());
    cloud.run_timer().await;
    cloud.settle().await;
    socket.hears_nothing().await;
    cloud.move_to("2026-11-24T09:55:00Z");
    cloud.run_timer().await;
    cloud.settle().await;
    assert_eq!(socket.told("meeting.reminder").await["data"]["news"], "remind_soon");
    assert_eq!(cloud.mail().await.len(), letters);
}

#[tokio::test]
async fn a_stranger_sees_nothing_of_it() {
    let cloud = TestCloud::start().await;
    let (ada, grace, eve) = (cloud.mentee("ada").await, cloud.mentor("grace").await, cloud.mentee("eve").await);
    let mut socket = eve.socket().await;
    confirmed(&ada, &grace, "10:00").await;
    cloud.settle().await;
    socket.hears_nothing().await;
    assert_eq!(missed(&eve, "?after=0").await["events"], json!([]));
}

/// The event's row comes by the stream twice, and once more with the timer: each told once.
#[tokio::test]
async fn an_event_that_comes_twice_is_told_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.hold_stream();
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let event = crate::proofs::operations::events::waiting(&cloud);
    for _ in 0..3 {
        event.act(&cloud).await;
    }
    cloud.release_stream();
    cloud.settle().await;
    let told = missed(&grace, "?after=0").await;
    let sequences: Vec<&Value> = told["events"].as_array().unwrap().iter().map(|event| &event["sequence"]).collect();
    assert_eq!(sequences, [&json!(1)]);
}
