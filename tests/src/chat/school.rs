//! Messages in document 4's words.

use serde_json::{Value, json};
use testkit::TestCloud;

use super::{id, open, pair, seen};

#[tokio::test]
async fn two_write_to_each_other_and_see_one_conversation() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let send = |to, content: &str| json!({"receiver_id": to, "content": content});
    let sent = ada.post("/api/messages/send/", send(grace.id.uuid(), "Hello")).await.expect(201);
    assert_eq!((&sent.json["sender_id"], &sent.json["receiver_id"]), (&json!(ada.id.uuid()), &json!(grace.id.uuid())));
    cloud.advance(jiff::SignedDuration::from_secs(1));
    grace.post("/api/messages/send/", send(ada.id.uuid(), "Hello yourself")).await.expect(201);
    cloud.settle().await;
    cloud.wait_for_indexes();
    let people = ada.get("/api/messages/conversations/").await.expect(200);
    let shown = &people.json[0];
    assert_eq!((&shown["user_id"], &shown["full_name"]), (&json!(grace.id.uuid()), &json!("grace Example")));
    assert_eq!((&shown["email"], &shown["last_message_content"]), (&json!(grace.email), &json!("Hello yourself")));
    assert_eq!(shown["last_message_time"], "2026-11-23T08:00:01Z");
    let with = grace.get(&format!("/api/messages/conversation/{}/", ada.id.uuid())).await.expect(200);
    let contents: Vec<&Value> = with.json.as_array().unwrap().iter().map(|one| &one["content"]).collect();
    assert_eq!(contents, [&json!("Hello"), &json!("Hello yourself")]);
    assert_eq!(with.json[1]["receiver_id"], json!(ada.id.uuid()));
    // The same chat as on the main API.
    assert_eq!(seen(&ada, &chat, "").await, ["Hello yourself", "Hello"]);
}

#[tokio::test]
async fn the_first_message_opens_the_chat_and_only_where_one_may_write() {
    let cloud = TestCloud::start().await;
    let (root, ada, eve) = (cloud.admin("root").await, cloud.mentee("ada").await, cloud.mentee("eve").await);
    let body = json!({"receiver_id": ada.id, "content": "Welcome"});
    root.post("/api/messages/send/", body.clone()).await.expect(201);
    let chat = id(&open(&ada, &root).await.expect(200));
    assert_eq!(seen(&ada, &chat, "").await, ["Welcome"]);
    let refused = eve.post("/api/messages/send/", body).await.expect(403);
    assert_eq!(refused.field(), "receiver_id");
    let none = eve.get(&format!("/api/messages/conversation/{}/", ada.id.uuid())).await.expect(200);
    assert_eq!(none.json, json!([]));
}

#[tokio::test]
async fn ten_first_messages_at_once_are_of_one_chat() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    let body = json!({"receiver_id": ada.id, "content": "Welcome"});
    let sent = futures::future::join_all((0..10).map(|_| root.post("/api/messages/send/", body.clone()))).await;
    assert!(sent.iter().all(|reply| reply.status == 201));
    let with = ada.get(&format!("/api/messages/conversation/{}/", root.id.uuid())).await.expect(200);
    assert_eq!(with.json.as_array().unwrap().len(), 10);
}
