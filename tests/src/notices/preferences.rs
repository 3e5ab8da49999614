//! How somebody wants to be told: by mail, on open screens, and not at night.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{list, titles, unread};
use crate::bookings::{ask, path};
use crate::dispatch::subjects;
use crate::realtime::missed;

const PATH: &str = "/v1/notifications/preferences";

async fn seen(who: &Person) -> Value {
    who.get(PATH).await.expect(200).json["data"].clone()
}

async fn wants(who: &Person, wanted: Value) {
    who.post(PATH, wanted).await.expect(200);
}

fn first_day() -> Value {
    json!({
        "email": {"taskUpdates": true, "paymentReminders": true, "messages": true, "meetings": true},
        "push": {"taskUpdates": true, "messages": true, "meetings": true},
        "quietHours": null,
    })
}

#[tokio::test]
async fn what_is_not_named_stays_as_it_was() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    assert_eq!(seen(&ada).await, first_day());
    wants(&ada, json!({"email": {"messages": false}, "quietHours": {"start": "22:00", "end": "07:00"}})).await;
    wants(&ada, json!({"push": {"meetings": false}})).await;
    let mut wanted = first_day();
    (wanted["email"]["messages"], wanted["push"]["meetings"]) = (json!(false), json!(false));
    wanted["quietHours"] = json!({"start": "22:00", "end": "07:00"});
    assert_eq!(seen(&ada).await, wanted);
    wants(&ada, json!({"quietHours": null})).await;
    wanted["quietHours"] = json!(null);
    assert_eq!(seen(&ada).await, wanted);
}

#[tokio::test]
async fn put_says_all_of_them() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    wants(&ada, json!({"email": {"messages": false}, "push": {"meetings": false}})).await;
    let reply = ada.put(PATH, json!({"email": {"meetings": false}})).await.expect(200);
    let mut wanted = first_day();
    wanted["email"]["meetings"] = json!(false);
    assert_eq!((&reply.json["data"], reply.header("etag")), (&wanted, "\"2\""));
    assert_eq!(seen(&ada).await, wanted);
}

#[tokio::test]
async fn what_changes_nothing_is_no_other_version() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    for _ in 0..2 {
        let reply = ada.post(PATH, json!({"email": {"messages": false}})).await.expect(200);
        assert_eq!(reply.header("etag"), "\"1\"");
    }
    assert_eq!(ada.get(PATH).await.expect(200).header("etag"), "\"1\"");
}

#[tokio::test]
async fn a_change_for_another_version_is_refused() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    wants(&ada, json!({"email": {"messages": false}})).await;
    let put =
        |version: &'static str| ada.ask(reqwest::Method::PUT, PATH).header("if-match", version).json(&json!({})).send();
    assert_eq!(put("\"0\"").await.expect(409).code(), "STALE_VERSION");
    put("\"1\"").await.expect(200);
}

#[tokio::test]
async fn what_is_no_preference_is_refused_by_name() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    for wrong in [
        json!({"email": {"messages": "perhaps"}}),
        json!({"quietHours": {"start": "22:00"}}),
        json!({"quietHours": {"start": "25:00", "end": "07:00"}}),
        json!({"quietHours": {"start": "07:00", "end": "07:00"}}),
    ] {
        ada.post(PATH, wrong.clone()).await.expect(400);
    }
    assert_eq!(seen(&ada).await, first_day());
    cloud.get(PATH).send().await.expect(401);
}

#[tokio::test]
async fn who_wants_no_mail_about_meetings_has_none_and_is_told_all_the_same() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    wants(&grace, json!({"email": {"meetings": false}})).await;
    let mut socket = grace.socket().await;
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    assert_eq!(subjects(&cloud, &grace).await, [""; 0]);
    assert_eq!(subjects(&cloud, &ada).await, ["Your request to grace Example"], "each has their own");
    socket.told("notification.new").await;
    assert_eq!(unread(&grace).await, 1);
}

#[tokio::test]
async fn who_wants_nothing_on_the_screen_can_look_it_up() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    wants(&grace, json!({"push": {"meetings": false}})).await;
    let mut socket = grace.socket().await;
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    socket.hears_nothing().await;
    assert_eq!(titles(&list(&grace, "").await), ["ada Example asks for a session"]);
    assert_eq!(missed(&grace, "?after=0").await["events"].as_array().unwrap().len(), 1);
    assert_eq!(subjects(&cloud, &grace).await, ["ada Example asks for a session"]);
}

/// The clock of the cloud shows 08:00 UTC, that of Cairo 10:00.
#[tokio::test]
async fn in_quiet_hours_nothing_rings_and_they_are_on_the_persons_own_clock() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor_in("grace", "Africa/Cairo").await);
    let mut socket = grace.socket().await;
    wants(&grace, json!({"quietHours": {"start": "09:30", "end": "10:05"}})).await;
    let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    socket.hears_nothing().await;
    assert_eq!(unread(&grace).await, 1);
    cloud.move_to("2026-11-23T08:05:00Z");
    ada.post(&path(&booking, "/cancel"), json!({"reason": "A cold."})).await.expect(200);
    cloud.settle().await;
    assert_eq!(socket.told("notification.new").await["data"]["news"], "cancelled");
}

#[tokio::test]
async fn letters_about_safety_always_go() {
    let cloud = TestCloud::start().await;
    let joy = crate::accounts::joined(&cloud, "joy").await;
    let off = json!({"email": {"taskUpdates": false, "paymentReminders": false, "messages": false, "meetings": false}});
    joy.post(PATH, off).await.expect(200);
    cloud.settle().await;
    let before = cloud.mail().await.len();
    cloud.post("/v1/auth/forgot-password").json(&json!({"email": joy.email})).send().await.expect(200);
    cloud.settle().await;
    let mails = cloud.mail().await;
    assert_eq!((mails.len(), mails[0].subject.as_str()), (before + 1, "Choose a new password"));
    assert_eq!(mails[0].unsubscribe, None, "there is no end to them");
}
