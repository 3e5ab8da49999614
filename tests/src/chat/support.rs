use serde_json::json;
use testkit::{Person, TestCloud};

use super::{rows, say, seen};

/// The one support chat in a student's list.
async fn support(student: &Person) -> String {
    let list = student.get("/v1/chats?type=support").await.expect(200);
    assert_eq!(rows(&list).len(), 1, "{}", list.text);
    rows(&list)[0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_student_has_a_support_chat_before_anything_is_said_in_it() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let chat = support(&ada).await;
    let shown = ada.get(&format!("/v1/chats/{chat}")).await.expect(200);
    assert_eq!((&shown.json["data"]["type"], &shown.json["data"]["lastMessage"]), (&json!("support"), &json!(null)));
    assert_eq!(seen(&ada, &chat, "").await, [] as [&str; 0]);
    assert_eq!(rows(&ada.get("/v1/chats").await.expect(200)).len(), 1);
    say(&ada, &chat, "Help?").await;
    assert_eq!(support(&ada).await, chat);
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!(support(&ada).await, chat);
}

#[tokio::test]
async fn every_admin_sees_all_support_chats_and_answers_them() {
    let cloud = TestCloud::start().await;
    let (ada, eve) = (cloud.mentee("ada").await, cloud.mentee("eve").await);
    let (root, ann) = (cloud.admin("root").await, cloud.admin("ann").await);
    let (one, two) = (support(&ada).await, support(&eve).await);
    say(&ada, &one, "Help?").await;
    say(&eve, &two, "Me too").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    for admin in [&root, &ann] {
        let list = admin.get("/v1/chats?type=support").await.expect(200);
        assert_eq!(rows(&list).len(), 2);
        assert_eq!(rows(&list)[0]["unreadCount"], 1);
    }
    say(&root, &one, "On my way").await;
    assert_eq!(seen(&ann, &one, "").await, ["On my way", "Help?"]);
    assert_eq!(seen(&ada, &one, "").await, ["On my way", "Help?"]);
    eve.get(&format!("/v1/chats/{one}/messages")).await.expect(404);
}

#[tokio::test]
async fn an_admin_begins_a_students_support_chat() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    let chat = support(&ada).await;
    say(&root, &chat, "Welcome").await;
    assert_eq!(seen(&ada, &chat, "").await, ["Welcome"]);
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!(rows(&root.get("/v1/chats").await.expect(200))[0]["id"], json!(chat));
}
