//! What an event's row says while somebody has it, and afterwards. No request can keep these steps apart.

use std::collections::BTreeSet;

use domain::booking::Side;
use domain::event::Event;
use domain::frame::Frame;
use domain::notice::Notice;
use domain::{Now, Zone};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::{Held, Resent, Telling, keys};
use testkit::TestCloud;

use crate::bookings::ask;

/// A cloud with one event in its outbox that nobody comes for, and its key.
async fn waiting() -> (TestCloud, keys::Key) {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.settle().await;
    cloud.hold_stream();
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let dump = cloud.dump().await;
    let row = dump.of_kind("evt_").next().expect("an event");
    let key = keys::event(row["sk"].as_s().unwrap().parse().unwrap());
    (cloud, key)
}

#[tokio::test]
async fn an_event_is_in_one_pair_of_hands_and_says_what_is_done() {
    let (cloud, key) = waiting().await;
    let (store, until) = (cloud.store(), cloud.now().plus(SignedDuration::from_secs(60)));
    let held = store.hold(&key, until).await.unwrap().expect("it is free");
    assert!(store.hold(&key, until).await.unwrap().is_none());
    assert!(cloud.failing_store().hold(&key, until).await.is_err(), "who could not ask does not know");
    store.mark_told(&held, "mail#mentor").await.unwrap();
    let dump = cloud.dump().await;
    let told = dump.0[&(key.pk, key.sk)]["told"].as_ss().unwrap();
    assert_eq!(told, &["mail#mentor"]);
}

#[tokio::test]
async fn an_event_that_failed_waits_for_a_minute_with_what_is_done() {
    let (cloud, key) = waiting().await;
    let (store, now) = (cloud.store(), cloud.now());
    let held = store.hold(&key, now.0).await.unwrap().expect("it is free");
    store.mark_told(&held, "mail#mentee").await.unwrap();
    let done = BTreeSet::from(["mail#mentor".to_owned()]);
    let at = store.postpone(&held, &done, now).await.unwrap().expect("a time");
    assert_eq!(at, now.plus(SignedDuration::from_mins(1)));
    let (due, rest) = store.due(at, Now(at), None).await.unwrap();
    assert_eq!((due.len(), rest), (1, None));
    let dump = cloud.dump().await;
    let told = dump.0.values().find_map(|row| row.get("told")?.as_ss().ok()).expect("what is done");
    assert_eq!(
        told.iter().collect::<BTreeSet<_>>(),
        BTreeSet::from([&"mail#mentee".to_owned(), &"mail#mentor".to_owned()])
    );
    assert!(store.postpone(&held, &done, now).await.is_err(), "it is in nobody's hands");
}

/// A minute is what the stream is given.
fn later(cloud: &TestCloud) -> Now {
    Now(cloud.now().plus(SignedDuration::from_secs(61)))
}

#[tokio::test]
async fn of_two_who_come_for_a_lost_event_the_second_leaves_it() {
    let (cloud, _) = waiting().await;
    let (store, later) = (cloud.store(), later(&cloud));
    let lost = store.lost_events(later).await.unwrap();
    assert_eq!(lost.len(), 1);
    assert_eq!(store.resend(&lost[0], later).await.unwrap(), Resent::Again);
    assert_eq!(store.resend(&lost[0], later).await.unwrap(), Resent::Left);
}

#[tokio::test]
async fn an_event_whose_holder_is_gone_at_its_last_try_is_a_dead_letter() {
    let (cloud, key) = waiting().await;
    let (store, later) = (cloud.store(), later(&cloud));
    let row = cloud.dump().await.0[&(key.pk.clone(), key.sk.clone())].clone();
    let mut row: Value = serde_dynamo::from_item(row).unwrap();
    row.as_object_mut().unwrap().retain(|name, _| name != "pk" && name != "sk");
    row["tries"] = json!(store::MOST_TRIES);
    row["held_by"] = json!("somebody who is gone");
    row["held_until"] = json!(cloud.now().0.as_millisecond());
    cloud.write(&key, &row).await;
    let lost = store.lost_events(later).await.unwrap();
    assert_eq!(store.resend(&lost[0], later).await.unwrap(), Resent::Buried);
    assert!(cloud.dump().await.0.contains_key(&("dead".to_owned(), key.sk)));
}

/// The mentor is asked, and has a notice of it.
fn asked(event: &Event) -> Telling {
    let (reader, frame) = Frame::of(event, Side::Mentor).expect("a request is the mentor's news");
    let notice = Notice::of(event, Side::Mentor, &Zone::parse("Europe/London").unwrap());
    assert!(notice.is_some());
    Telling::of(reader, frame, notice)
}

/// It was slow, and the event has come into other hands, which tell it.
#[tokio::test]
async fn whoever_has_lost_hold_of_an_event_tells_it_to_nobody_and_goes_on_with_nothing() {
    let (cloud, key) = waiting().await;
    let (store, later) = (cloud.store(), later(&cloud));
    let held: Held = store.hold(&key, cloud.now().0).await.unwrap().expect("it is free");
    let lost = store.lost_events(later).await.unwrap();
    assert_eq!(store.resend(&lost[0], later).await.unwrap(), Resent::Again);
    let event = held.event().unwrap();
    let telling = asked(&event);
    assert!(store.inform(Some((&held, &["frame#mentor"])), std::slice::from_ref(&telling), later).await.is_err());
    assert!(store.go_on(&held, "page", &event).await.is_err());
    assert_eq!(store.inbox(telling.reader).await.unwrap().sequence, 0);
}

#[tokio::test]
async fn what_nobody_holds_is_told_once_by_its_notice() {
    let (cloud, key) = waiting().await;
    let (store, now) = (cloud.store(), cloud.now());
    let event = store.hold(&key, now.0).await.unwrap().expect("it is free").event().unwrap();
    let telling = [asked(&event)];
    assert_eq!(store.inform(None, &telling, now).await.unwrap().len(), 1);
    assert_eq!(store.inform(None, &telling, now).await.unwrap().len(), 0);
    assert_eq!(store.inbox(telling[0].reader).await.unwrap().sequence, 1);
}

#[tokio::test]
async fn what_was_done_since_an_event_was_found_is_not_forgotten() {
    let (cloud, key) = waiting().await;
    let (store, now) = (cloud.store(), cloud.now());
    let later = Now(now.plus(SignedDuration::from_mins(2)));
    let found = store.lost_events(later).await.unwrap();
    let held = store.hold(&key, now.0).await.unwrap().expect("it is free");
    store.mark_told(&held, "mail#mentor").await.unwrap();
    assert_eq!(store.resend(&found[0], later).await.unwrap(), Resent::Left);
    let found = store.lost_events(later).await.unwrap();
    assert_eq!(store.resend(&found[0], later).await.unwrap(), Resent::Again);
    let dump = cloud.dump().await;
    assert!(dump.0.values().any(|row| row.get("told").is_some_and(|told| told.as_ss().unwrap() == &["mail#mentor"])));
}
