//! A connection ends with its session, by itself, or without a word.

use std::sync::Arc;

use domain::connection::{Connection, ConnectionId};
use jiff::SignedDuration;
use local::Service;
use serde_json::json;
use testkit::{Person, TestCloud};

use super::missed;
use crate::bookings::{ask, confirmed};
use crate::dispatch::stuck;
use crate::notices::alerts::alert;

#[tokio::test]
async fn logging_out_ends_the_connections_of_that_session() {
    let cloud = TestCloud::start().await;
    let (ada, eve) = (cloud.mentee("ada").await, cloud.mentee("eve").await);
    let (mut socket, mut other) = (ada.socket().await, eve.socket().await);
    ada.post("/v1/auth/logout", json!({})).await.expect(200);
    cloud.settle().await;
    assert_eq!(socket.next().await, None);
    assert_eq!(other.ask(&json!({"action": "ping"})).await["event"], "pong");
}

#[tokio::test]
async fn a_suspension_ends_what_somebody_has_open() {
    let cloud = TestCloud::start().await;
    let (ada, admin) = (cloud.mentee("ada").await, cloud.admin("root").await);
    let mut socket = ada.socket().await;
    let body = json!({"status": "suspended", "reason": "Spam."});
    admin.put(&format!("/v1/users/{}/status", ada.id), body).await.expect(200);
    cloud.settle().await;
    assert_eq!(socket.next().await, None);
}

/// The event of the suspension is late, and so is the end of the connection: what is said meanwhile is not heard.
#[tokio::test]
async fn whoever_is_suspended_is_not_heard_a_minute_later() {
    let cloud = TestCloud::start().await;
    let (ada, admin) = (cloud.mentee("ada").await, cloud.admin("root").await);
    let mut socket = ada.socket().await;
    cloud.hold_stream();
    let body = json!({"status": "suspended", "reason": "Spam."});
    admin.put(&format!("/v1/users/{}/status", ada.id), body).await.expect(200);
    cloud.advance(SignedDuration::from_secs(60));
    socket.say(&json!({"action": "resume", "after": 0})).await;
    assert_eq!(socket.next().await, None, "no answer, and an end");
    cloud.release_stream();
}

#[tokio::test]
async fn nor_is_what_nobody_understands() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let mut socket = ada.socket().await;
    cloud.hold_stream();
    ada.suspend().await;
    cloud.advance(SignedDuration::from_secs(60));
    socket.say(&json!({"action": "mumble"})).await;
    assert_eq!(socket.next().await, None, "no answer, and an end");
    cloud.release_stream();
}

/// Nothing says that the session has ended, the gate apart: as where that event waits for its next try.
#[tokio::test]
async fn whoever_is_suspended_hears_nothing_however_late_their_connection_ends() {
    let cloud = TestCloud::start().await;
    let (ada, eve, root) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.admin("root").await);
    let (mut shut, mut open) = (ada.socket().await, eve.socket().await);
    cloud.broken_on_purpose("the gate alone says so: what is sent asks it");
    cloud.write(&store::keys::gate(ada.id), &json!({"status": "suspended", "epoch": 0})).await;
    alert(&root, &[&ada, &eve]).await;
    cloud.settle().await;
    assert_eq!(open.next().await.expect("a frame")["event"], "system.alert");
    cloud.advance(SignedDuration::from_secs(60));
    shut.say(&json!({"action": "ping"})).await;
    assert_eq!(shut.next().await, None, "an end, and no alert before it");
}

#[tokio::test]
async fn closing_a_tab_forgets_it() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let (one, _two) = (ada.socket().await, ada.socket().await);
    assert_eq!(open(&cloud, &ada).await, 2);
    one.close().await;
    until(&cloud, &ada, 1).await;
}

#[tokio::test]
async fn a_tab_that_went_without_a_word_is_forgotten_when_it_is_told_something() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.local().lose_the_gone(true);
    let (lost, mut there) = (grace.socket().await, grace.socket().await);
    lost.close().await;
    while cloud.local().connections() > 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(open(&cloud, &grace).await, 2);
    cloud.advance(SignedDuration::from_secs(30));
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    there.told("notification.new").await;
    assert_eq!(open(&cloud, &grace).await, 1);
}

/// API Gateway calls a connection gone while `$connect` is answered. It is not: forgotten then, it would be open and
/// deaf.
#[tokio::test]
async fn a_tab_that_is_told_something_on_its_way_in_is_not_forgotten_for_it() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let coming = Connection {
        id: ConnectionId::parse("on-its-way-in").expect("an id"),
        user: grace.id,
        session: grace.session(),
        epoch: 0,
        since: cloud.now().0,
        chat: None,
    };
    cloud.store().let_in(&coming, None, cloud.now()).await.expect("a row");
    ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    assert_eq!(open(&cloud, &grace).await, 1);
    cloud.advance(SignedDuration::from_secs(30));
    ada.post("/v1/bookings", ask(&grace, "12:00")).await.expect(201);
    cloud.settle().await;
    assert_eq!(open(&cloud, &grace).await, 0, "it never came");
}

/// Nobody listens where frames would go: they wait to be asked for, and the letter leaves.
#[tokio::test]
async fn a_connection_that_cannot_be_reached_does_not_hold_up_the_letter() {
    let cloud = TestCloud::start_with(|mut options| {
        options.front = Some(Arc::new(|service, endpoint| match service {
            Service::Connections => "http://127.0.0.1:9".to_owned(),
            _ => endpoint,
        }));
        options
    });
    let cloud = cloud.await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let mut socket = ada.socket().await;
    confirmed(&ada, &grace, "10:00").await;
    cloud.settle().await;
    socket.hears_nothing().await;
    assert!(cloud.mail().await.iter().any(|mail| mail.to == ada.email));
    assert_eq!(missed(&ada, "?after=0").await["events"].as_array().map(Vec::len), Some(2));
    assert_eq!(open(&cloud, &ada).await, 1, "nobody said that it has gone");
    assert!(stuck(&cloud).await.is_empty(), "nor is the event tried again: its frame is where it belongs");
}

#[tokio::test]
async fn after_two_hours_a_connection_ends_and_its_client_comes_again() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let mut socket = ada.socket().await;
    for _ in 0..12 {
        cloud.advance(SignedDuration::from_mins(9));
        assert_eq!(socket.ask(&json!({"action": "ping"})).await["event"], "pong");
    }
    cloud.advance(SignedDuration::from_mins(12));
    assert_eq!(socket.next().await, None);
    assert_eq!(ada.socket().await.ask(&json!({"action": "ping"})).await["event"], "pong");
}

async fn open(cloud: &TestCloud, who: &Person) -> usize {
    cloud.store().connections(who.id).await.expect("the row").open.len()
}

async fn until(cloud: &TestCloud, who: &Person, count: usize) {
    while open(cloud, who).await != count {
        tokio::task::yield_now().await;
    }
}
