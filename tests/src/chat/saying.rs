use jiff::SignedDuration;
use serde_json::json;
use testkit::TestCloud;

use super::{id, messages, open, pair, rows, say, seen};

#[tokio::test]
async fn two_who_have_a_confirmed_booking_write_to_each_other_in_one_chat() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    assert_eq!(id(&open(&grace, &ada).await.expect(200)), chat);
    let first = say(&ada, &chat, "Is it on?").await;
    let second = say(&grace, &chat, "It is.").await;
    let shown = &second.json["data"];
    assert_eq!((&first.json["data"]["sequence"], &shown["sequence"]), (&json!(1), &json!(2)));
    assert_eq!((&shown["senderId"], &shown["senderName"]), (&json!(grace.id), &json!("grace Example")));
    assert_eq!((&shown["type"], &shown["deleted"], &shown["chatId"]), (&json!("text"), &json!(false), &json!(chat)));
    for reader in [&ada, &grace] {
        assert_eq!(seen(reader, &chat, "").await, ["It is.", "Is it on?"]);
    }
}

#[tokio::test]
async fn who_shares_no_booking_does_not_write_and_learns_nothing_of_who_is_there() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/bookings", crate::bookings::ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    let asked = open(&ada, &grace).await.expect(403);
    let nobody = ada.post("/v1/chats", json!({"userId": "usr_01h455vb4pex5vsknk084sn02q"})).await.expect(403);
    assert_eq!((asked.field(), &asked.json["error"]), ("userId", &nobody.json["error"]));
    assert_eq!(ada.post("/v1/chats", json!({"userId": ada.id})).await.expect(400).field(), "userId");
}

#[tokio::test]
async fn an_admin_writes_to_anybody_and_is_answered() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    let chat = id(&open(&root, &ada).await.expect(200));
    say(&root, &chat, "How is it going?").await;
    say(&ada, &chat, "Well.").await;
    assert_eq!(seen(&root, &chat, "").await, ["Well.", "How is it going?"]);
}

#[tokio::test]
async fn a_strangers_chat_looks_like_none() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "Between us").await);
    let (eve, root) = (cloud.mentee("eve").await, cloud.admin("root").await);
    let said = |reply: testkit::Reply| (reply.json["error"].clone(), reply.json["detail"].clone());
    for stranger in [&eve, &root] {
        for (action, body) in [("", None), ("/messages", None), ("/messages", Some(json!({"content": "Hi"})))] {
            let ask = async |chat: &str| match &body {
                None => stranger.get(&format!("/v1/chats/{chat}{action}")).await.expect(404),
                Some(body) => stranger.post(&format!("/v1/chats/{chat}{action}"), body.clone()).await.expect(404),
            };
            assert_eq!(said(ask(&chat).await), said(ask("cht_01h455vb4pex5vsknk084sn02q").await));
        }
        let read = async |id: &str| stranger.post(&format!("/v1/messages/{id}/read"), json!({})).await.expect(404);
        assert_eq!(said(read(&message).await), said(read("msg_01h455vb4pex5vsknk084sn02q").await));
    }
    assert_eq!(rows(&eve.get("/v1/chats?type=general").await.expect(200)), [] as [serde_json::Value; 0]);
}

#[tokio::test]
async fn who_is_suspended_says_nothing_and_sees_nothing_from_that_moment() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    say(&ada, &chat, "Hello").await;
    ada.suspend().await;
    ada.post(&messages(&chat), json!({"content": "Still here"})).await.expect(401);
    ada.get(&messages(&chat)).await.expect(401);
    ada.get("/v1/chats").await.expect(401);
    assert_eq!(seen(&grace, &chat, "").await, ["Hello"]);
}

#[tokio::test]
async fn the_thirty_first_message_of_a_minute_waits_for_the_next() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    cloud.advance(SignedDuration::from_secs(15));
    for _ in 0..30 {
        say(&ada, &chat, "Another").await;
    }
    let over = ada.post(&messages(&chat), json!({"content": "One more"})).await.expect(429);
    assert_eq!((over.code(), over.header("retry-after")), ("RATE_LIMIT_EXCEEDED", "45"));
    say(&grace, &chat, "Slowly").await;
    cloud.advance(SignedDuration::from_secs(44));
    ada.post(&messages(&chat), json!({"content": "One more"})).await.expect(429);
    cloud.advance(SignedDuration::from_secs(1));
    say(&ada, &chat, "One more").await;
}

#[tokio::test]
async fn what_is_said_has_words_and_no_file_that_is_not_there() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let file = "fil_01h455vb4pex5vsknk084sn02q";
    for (body, field) in [
        (json!({}), "content"),
        (json!({"content": "   "}), "content"),
        (json!({"content": "x".repeat(4001)}), "content"),
        (json!({"content": "a\u{0}b"}), "content"),
        (json!({"content": "See", "attachments": [file]}), "attachments[0]"),
        (json!({"content": "See", "type": "image"}), "attachments"),
        (json!({"content": "See", "type": "song"}), "type"),
        (json!({"content": "See", "sequence": 9}), "sequence"),
        (json!({"content": "Yes", "replyTo": "msg_01h455vb4pex5vsknk084sn02q"}), "replyTo"),
    ] {
        let refused = ada.post(&messages(&chat), body.clone()).await.expect(400);
        assert_eq!(refused.field(), field, "{body}: {}", refused.text);
    }
    let longest = "é".repeat(4000);
    assert_eq!(say(&ada, &chat, &longest).await.json["data"]["content"], longest);
}

#[tokio::test]
async fn a_reply_names_a_message_of_the_same_chat() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let question = id(&say(&ada, &chat, "Is it on?").await);
    let answer = grace.post(&messages(&chat), json!({"content": "Yes", "replyTo": question})).await.expect(201);
    assert_eq!(answer.json["data"]["replyTo"], json!(question));
    let root = cloud.admin("root").await;
    let elsewhere = id(&open(&root, &ada).await.expect(200));
    let wrong = ada.post(&messages(&elsewhere), json!({"content": "Yes", "replyTo": question})).await.expect(400);
    assert_eq!(wrong.field(), "replyTo");
}
