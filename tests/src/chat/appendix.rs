//! Support chats in the appendix's words.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

async fn chats(who: &Person) -> Vec<Value> {
    who.get("/api/chats/").await.expect(200).json.as_array().expect("an array").clone()
}

#[tokio::test]
async fn a_student_asks_support_and_an_admin_answers() {
    let cloud = TestCloud::start().await;
    let (ada, root) = (cloud.mentee("ada").await, cloud.admin("root").await);
    let own = chats(&ada).await;
    assert_eq!((own.len(), &own[0]["student"], &own[0]["admin"]), (1, &json!(ada.id.uuid()), &json!(null)));
    let path = format!("/api/chats/{}/messages/", own[0]["id"].as_str().unwrap());
    let asked = ada.post(&path, json!({"content": "Help?"})).await.expect(201);
    assert_eq!((&asked.json["status"], &asked.json["sender"]), (&json!("sent"), &json!(ada.id.uuid())));
    assert_eq!(asked.json["chat"], own[0]["id"]);
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!(chats(&root).await, own);
    root.post(&path, json!({"content": "On my way"})).await.expect(201);
    let reply = ada.get(&path).await.expect(200);
    let shown: Vec<_> = reply.json.as_array().unwrap().iter().map(|one| [&one["content"], &one["status"]]).collect();
    assert_eq!(shown, [[&json!("Help?"), &json!("read")], [&json!("On my way"), &json!("sent")]]);
}

#[tokio::test]
async fn a_strangers_support_chat_looks_like_none() {
    let cloud = TestCloud::start().await;
    let (ada, eve) = (cloud.mentee("ada").await, cloud.mentee("eve").await);
    let path = format!("/api/chats/{}", chats(&ada).await[0]["id"].as_str().unwrap());
    let nothing = "/api/chats/018a0a5a-0000-8000-8000-00000000dead";
    for path in [path.as_str(), nothing] {
        eve.get(&format!("{path}/messages/")).await.expect(404);
        eve.post(&format!("{path}/messages/"), json!({"content": "Hi"})).await.expect(404);
        eve.post(&format!("{path}/typing/"), json!({})).await.expect(404);
    }
    ada.post(&format!("{path}/typing/"), json!({})).await.expect(204);
}
