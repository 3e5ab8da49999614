//! What is said is seen at once, on every screen that is open.

use serde_json::json;
use testkit::TestCloud;

use super::{id, messages, pair, rows, say};

#[tokio::test]
async fn two_people_see_at_once_what_the_other_says_and_reads() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (mut ada_sees, mut phone, mut grace_sees) = (ada.socket().await, ada.socket().await, grace.socket().await);
    let said = ada.post(&messages(&chat), json!({"content": "Hello", "clientId": "7"})).await.expect(201);
    cloud.settle().await;
    let frame = grace_sees.told("chat.message").await;
    let data = &frame["data"];
    for field in ["id", "chatId", "sequence", "senderId", "senderName", "content", "type", "clientId", "createdAt"] {
        assert_eq!(data[field], said.json["data"][field], "{field}");
    }
    // The author's other screens as well, and the one that sent it: it confirms what was shown already.
    for screen in [&mut ada_sees, &mut phone] {
        assert_eq!(screen.told("chat.message").await["data"]["id"], data["id"]);
    }
    grace.post(&format!("/v1/messages/{}/read", id(&said)), json!({})).await.expect(200);
    cloud.settle().await;
    let read = ada_sees.told("chat.read").await;
    assert_eq!((&read["data"]["userId"], &read["data"]["sequence"]), (&json!(grace.id), &json!(1)));
    grace_sees.told("chat.read").await;
}

#[tokio::test]
async fn an_edit_and_a_deletion_are_told_and_a_deletion_says_nothing_more() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let mut screen = grace.socket().await;
    let message = id(&say(&ada, &chat, "Helo").await);
    cloud.settle().await;
    screen.told("chat.message").await;
    ada.put(&format!("/v1/messages/{message}"), json!({"content": "Hello"})).await.expect(200);
    cloud.settle().await;
    assert_eq!(screen.told("chat.edited").await["data"]["content"], "Hello");
    ada.delete(&format!("/v1/messages/{message}")).await.expect(200);
    cloud.settle().await;
    let gone = screen.told("chat.deleted").await;
    assert_eq!((&gone["data"]["content"], &gone["data"]["deleted"]), (&json!(""), &json!(true)));
}

#[tokio::test]
async fn support_is_seen_by_the_student_and_every_admin_and_by_nobody_else() {
    let cloud = TestCloud::start().await;
    let (ada, eve) = (cloud.mentee("ada").await, cloud.mentee("eve").await);
    let (root, ann) = (cloud.admin("root").await, cloud.admin("ann").await);
    let support = ada.get("/v1/chats?type=support").await.expect(200);
    let chat = rows(&support)[0]["id"].as_str().unwrap().to_owned();
    let (mut student, mut first, mut second, mut stranger) =
        (ada.socket().await, root.socket().await, ann.socket().await, eve.socket().await);
    say(&ada, &chat, "Help?").await;
    cloud.settle().await;
    for screen in [&mut student, &mut first, &mut second] {
        assert_eq!(screen.told("chat.message").await["data"]["content"], "Help?");
    }
    stranger.hears_nothing().await;
}

#[tokio::test]
async fn who_was_away_gets_all_of_it_in_order_and_none_twice() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let mut screen = grace.socket().await;
    say(&ada, &chat, "One").await;
    cloud.settle().await;
    let last = screen.told("chat.message").await["sequence"].clone();
    screen.close().await;
    for content in ["Two", "Three", "Four"] {
        say(&ada, &chat, content).await;
    }
    cloud.settle().await;
    let mut back = grace.socket().await;
    let resumed = back.ask(&json!({"action": "resume", "after": last})).await;
    let events = resumed["data"]["events"].as_array().unwrap();
    let contents: Vec<_> = events.iter().map(|event| event["data"]["content"].as_str().unwrap()).collect();
    let mut places: Vec<_> = events.iter().map(|event| event["data"]["sequence"].as_u64().unwrap()).collect();
    places.sort_unstable();
    assert_eq!((contents.len(), places), (3, vec![2, 3, 4]), "{contents:?}");
}

#[tokio::test]
async fn what_is_sent_over_the_socket_is_the_same_as_over_http() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let mut socket = ada.socket().await;
    let send = json!({"action": "send", "chatId": chat, "content": "Hello", "clientId": "s1"});
    let sent = socket.ask(&send).await;
    assert_eq!((&sent["event"], &sent["data"]["sequence"]), (&json!("sent"), &json!(1)));
    assert_eq!(sent["data"]["clientId"], "s1");
    // It was stored before it was answered, and its name is the same whichever way it comes.
    assert_eq!(super::seen(&grace, &chat, "").await, ["Hello"]);
    let again = ada.post(&messages(&chat), json!({"content": "Hello", "clientId": "s1"})).await.expect(201);
    assert_eq!(again.json["data"]["id"], sent["data"]["id"]);
    let other = socket.ask(&json!({"action": "send", "chatId": chat, "content": "Bye", "clientId": "s1"})).await;
    assert_eq!((&other["event"], &other["data"]["field"]), (&json!("error"), &json!("clientId")));
    let mut reader = grace.socket().await;
    let read = reader.ask(&json!({"action": "read", "messageId": sent["data"]["id"]})).await;
    assert_eq!(read["data"]["unreadCount"], 0);
}

#[tokio::test]
async fn over_the_socket_a_stranger_hears_of_no_chat_and_the_limit_holds() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let mut stranger = cloud.mentee("eve").await.socket().await;
    let said = |chat: &str| json!({"action": "send", "chatId": chat, "content": "Hi"});
    let theirs = stranger.ask(&said(&chat)).await;
    assert_eq!(theirs, stranger.ask(&said("cht_01h455vb4pex5vsknk084sn02q")).await);
    assert_eq!(theirs["data"]["code"], "NOT_FOUND");
    assert_eq!(stranger.ask(&json!({"action": "typing", "chatId": chat})).await["data"]["code"], "NOT_FOUND");
    let mut socket = ada.socket().await;
    for _ in 0..30 {
        assert_eq!(socket.ask(&said(&chat)).await["event"], "sent");
    }
    let over = socket.ask(&said(&chat)).await;
    assert_eq!((&over["data"]["code"], &over["data"]["retryAfter"]), (&json!("RATE_LIMIT_EXCEEDED"), &json!(60)));
    let unread = socket.ask(&json!({"action": "send", "chatId": chat})).await;
    assert_eq!((&unread["event"], &unread["data"]["code"]), (&json!("error"), &json!("VALIDATION_ERROR")));
}

#[tokio::test]
async fn who_types_over_the_socket_is_seen_by_the_other() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (mut socket, mut other) = (ada.socket().await, grace.socket().await);
    assert_eq!(socket.ask(&json!({"action": "typing", "chatId": chat})).await["event"], "heard");
    assert_eq!(other.told("chat.typing").await["data"]["userId"], json!(ada.id));
}

#[tokio::test]
async fn document_threes_words_for_the_same_are_understood() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (mut socket, mut other) = (ada.socket().await, grace.socket().await);
    assert_eq!(socket.ask(&json!({"type": "subscribe", "channel": chat})).await["event"], "subscribed");
    let typing = json!({"event": "chat.typing", "data": {"chatId": chat}});
    assert_eq!(socket.ask(&typing).await["event"], "heard");
    assert_eq!(other.told("chat.typing").await["data"]["userId"], json!(ada.id));
    let nested = json!({"type": "chat.message", "data": {"chatId": chat, "content": "One", "type": "text"}});
    let flat = json!({"type": "chat.message", "chatId": chat, "content": "Two"});
    for said in [nested, flat] {
        assert_eq!(socket.ask(&said).await["event"], "sent", "{said}");
    }
    assert_eq!(super::seen(&grace, &chat, "").await, ["Two", "One"]);
}
