use serde_json::json;
use testkit::{Person, TestCloud};

use super::{pair, rows, say, seen};

/// The one support chat in a student's list.
pub async fn support(student: &Person) -> String {
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

#[tokio::test]
async fn an_assigned_chat_is_told_to_its_admin_alone_until_it_is_given_back() {
    let cloud = TestCloud::start().await;
    let (ada, root, ann) = (cloud.mentee("ada").await, cloud.admin("root").await, cloud.admin("ann").await);
    let chat = support(&ada).await;
    let assignee = format!("/v1/chats/{chat}/assignee");
    let given = root.put(&assignee, json!({"adminId": ann.id})).await.expect(200);
    assert_eq!(given.json["data"]["assigneeId"], json!(ann.id));
    cloud.settle().await;
    let (mut first, mut second) = (root.socket().await, ann.socket().await);
    say(&ada, &chat, "Help?").await;
    cloud.settle().await;
    second.told("chat.message").await;
    first.hears_nothing().await;
    assert_eq!(root.put(&assignee, json!({"adminId": null})).await.expect(200).json["data"]["assigneeId"], json!(null));
    say(&ada, &chat, "Anybody?").await;
    cloud.settle().await;
    first.told("chat.message").await;
    second.told("chat.message").await;
}

#[tokio::test]
async fn a_chat_is_given_to_an_active_admin_by_an_admin() {
    let cloud = TestCloud::start().await;
    let (ada, root, ann) = (cloud.mentee("ada").await, cloud.admin("root").await, cloud.admin("ann").await);
    let assignee = format!("/v1/chats/{}/assignee", support(&ada).await);
    ada.put(&assignee, json!({"adminId": ann.id})).await.expect(403);
    assert_eq!(root.put(&assignee, json!({"adminId": ada.id})).await.expect(400).field(), "adminId");
    ann.suspend().await;
    assert_eq!(root.put(&assignee, json!({"adminId": ann.id})).await.expect(400).field(), "adminId");
}

#[tokio::test]
async fn who_answers_in_anothers_chat_sees_it_on_their_own_screens() {
    let cloud = TestCloud::start().await;
    let (ada, root, ann) = (cloud.mentee("ada").await, cloud.admin("root").await, cloud.admin("ann").await);
    let chat = support(&ada).await;
    say(&ada, &chat, "Help?").await;
    root.put(&format!("/v1/chats/{chat}/assignee"), json!({"adminId": ann.id})).await.expect(200);
    cloud.settle().await;
    let mut screen = root.socket().await;
    say(&root, &chat, "On my way").await;
    cloud.settle().await;
    assert_eq!(screen.told("chat.message").await["data"]["content"], "On my way");
}

#[tokio::test]
async fn the_chat_of_an_admin_who_can_act_no_more_is_told_to_the_others() {
    let cloud = TestCloud::start().await;
    let (ada, root, ann) = (cloud.mentee("ada").await, cloud.admin("root").await, cloud.admin("ann").await);
    let chat = support(&ada).await;
    root.put(&format!("/v1/chats/{chat}/assignee"), json!({"adminId": ann.id})).await.expect(200);
    ann.suspend().await;
    cloud.settle().await;
    let mut screen = root.socket().await;
    say(&ada, &chat, "Help?").await;
    cloud.settle().await;
    screen.told("chat.message").await;
}

#[tokio::test]
async fn a_chat_of_two_is_given_to_nobody() {
    let cloud = TestCloud::start().await;
    let (_, _, chat) = pair(&cloud).await;
    let root = cloud.admin("root").await;
    root.put(&format!("/v1/chats/{chat}/assignee"), json!({"adminId": root.id})).await.expect(404);
}

#[tokio::test]
async fn an_admin_finds_a_student_by_the_beginnings_of_words_begun_or_not() {
    let cloud = TestCloud::start().await;
    let (ada, eve, root) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.admin("root").await);
    let (one, two) = (support(&ada).await, support(&eve).await);
    say(&ada, &one, "Help?").await;
    let found = async |text: &str| {
        let list = root.get(&format!("/v1/chats?type=support&search={text}")).await.expect(200);
        rows(&list).iter().map(|chat| chat["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("ad").await, [one.as_str()]);
    assert_eq!(found("eve%20exam").await, [two.as_str()]);
    assert_eq!(found("eve%20ada").await, [] as [String; 0]);
    assert_eq!(found("exam").await.len(), 2);
    assert_eq!(ada.get("/v1/chats?type=support&search=eve").await.expect(400).field(), "search");
    assert_eq!(root.get("/v1/chats?search=eve").await.expect(400).field(), "search");
}
