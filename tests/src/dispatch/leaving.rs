//! With an account goes what was its owner's alone; what they said stays, for those to whom they said it.

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Person, TestCloud};

use crate::bookings::path;
use crate::chat::{id, messages, open, rows, say, seen};

/// The keys of all that is somebody's own.
async fn own(cloud: &TestCloud, who: &Person) -> Vec<String> {
    let id = who.id.to_string();
    let told = ["#notices", "#told", "#announcements"].map(|part| format!("{id}{part}"));
    let said = format!("find#said#{id}");
    let kinds = ["preferences", "chat#", "favourite#"];
    let is_own = |(pk, sk): &(String, String)| {
        (told.contains(pk) && sk != "last")
            || *pk == said
            || (*pk == id && kinds.iter().any(|kind| sk.starts_with(kind)))
    };
    let keys = cloud.dump().await.0.into_keys().filter(is_own);
    keys.map(|(pk, sk)| format!("{pk} {sk}").replace(&id, "theirs")).collect()
}

/// Two who had a session, and have talked since it was called off.
async fn talked(cloud: &TestCloud) -> (Person, Person, String) {
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = crate::bookings::confirmed(&ada, &grace, "10:00").await;
    cloud.settle().await;
    ada.post(&path(&booking, "/cancel"), json!({})).await.expect(200);
    let chat = id(&open(&ada, &grace).await.expect(200));
    say(&ada, &chat, "My secret is figs").await;
    say(&grace, &chat, "Mine is plums").await;
    for who in [&ada, &grace] {
        who.post("/v1/notifications/preferences", json!({"push": {"messages": false}})).await.expect(200);
    }
    ada.put(&format!("/v1/favourites/{}", grace.id), json!({})).await.expect(200);
    cloud.settle().await;
    (ada, grace, chat)
}

async fn delete(cloud: &TestCloud, who: &Person) {
    cloud.admin("root").await.delete(&format!("/v1/admin/users/{}", who.id)).await.expect(200);
    cloud.settle().await;
}

#[tokio::test]
async fn what_was_theirs_alone_is_gone_and_nobody_elses() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = talked(&cloud).await;
    let others = own(&cloud, &grace).await;
    assert!(own(&cloud, &ada).await.len() > 10 && !others.is_empty());
    delete(&cloud, &ada).await;
    assert_eq!(own(&cloud, &ada).await, [""; 0]);
    assert_eq!(own(&cloud, &grace).await, others);
    assert_eq!(seen(&grace, &chat, "").await, ["Mine is plums", "My secret is figs"]);
    let page = grace.get(&messages(&chat)).await.expect(200);
    assert_eq!(rows(&page)[1]["senderName"], "ada Example");
    let found = grace.get("/v1/messages?search=figs").await.expect(200);
    assert_eq!(rows(&found).len(), 1);
}

#[tokio::test]
async fn what_happens_in_their_chats_afterwards_leaves_nothing_of_theirs() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = talked(&cloud).await;
    let last = id(&say(&ada, &chat, "Adieu").await);
    delete(&cloud, &ada).await;
    grace.post(&format!("/v1/messages/{last}/read"), json!({})).await.expect(200);
    cloud.settle().await;
    assert_eq!(own(&cloud, &ada).await, [""; 0]);
    let said = id(&say(&grace, &chat, "Are you there?").await);
    cloud.settle().await;
    grace.put(&format!("/v1/messages/{said}"), json!({"content": "Farewell"})).await.expect(200);
    cloud.settle().await;
    assert_eq!(own(&cloud, &ada).await, [""; 0]);
    assert_eq!(rows(&grace.get("/v1/messages?search=farewell").await.expect(200)).len(), 1);
}

/// The news of what was said is delivered after that of their leaving, or with it.
#[tokio::test]
async fn what_was_said_just_before_leaves_nothing_of_theirs() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = talked(&cloud).await;
    cloud.hold_stream();
    say(&grace, &chat, "Wait").await;
    cloud.admin("root").await.delete(&format!("/v1/admin/users/{}", ada.id)).await.expect(200);
    cloud.release_stream();
    cloud.settle().await;
    assert_eq!(own(&cloud, &ada).await, [""; 0]);
}

/// More than one part holds.
#[tokio::test]
async fn however_much_it_was_it_goes_part_by_part() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = talked(&cloud).await;
    for number in 0..120 {
        say(&grace, &chat, &format!("word{number}")).await;
        cloud.advance(SignedDuration::from_secs(3));
    }
    cloud.settle().await;
    let before = own(&cloud, &ada).await;
    assert!(before.len() > 240, "{}", before.len());
    delete(&cloud, &ada).await;
    assert_eq!(own(&cloud, &ada).await, [""; 0]);
}

/// Their session was let through a moment ago, which is remembered for a while.
#[tokio::test]
async fn whoever_has_left_keeps_nobody_in_mind() {
    let cloud = TestCloud::start().await;
    let (ada, grace, _) = talked(&cloud).await;
    ada.get("/v1/favourites").await.expect(200);
    delete(&cloud, &ada).await;
    ada.put(&format!("/v1/favourites/{}", grace.id), json!({})).await.expect(401);
    assert_eq!(own(&cloud, &ada).await, [""; 0]);
}

#[tokio::test]
async fn those_who_talked_with_them_see_them_go() {
    let cloud = TestCloud::start().await;
    let (ada, grace, _) = talked(&cloud).await;
    let (mut screen, _theirs) = (grace.socket().await, ada.socket().await);
    cloud.settle().await;
    while screen.presence().await["data"]["userId"] != json!(ada.id) {}
    delete(&cloud, &ada).await;
    let gone = screen.presence().await;
    assert_eq!((&gone["data"]["userId"], &gone["data"]["online"]), (&json!(ada.id), &json!(false)));
}
