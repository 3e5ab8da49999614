use domain::id::{ChatId, MessageId};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{id, messages, pair, say, seen};

fn path(message: &str) -> String {
    format!("/v1/messages/{message}")
}

#[tokio::test]
async fn an_author_finds_better_words_and_the_other_sees_them() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "Helo").await);
    cloud.advance(jiff::SignedDuration::from_secs(5));
    let edited = ada.put(&path(&message), json!({"content": "Hello"})).await.expect(200);
    assert_eq!((&edited.json["data"]["content"], &edited.json["data"]["sequence"]), (&json!("Hello"), &json!(1)));
    assert_eq!(edited.json["data"]["editedAt"], "2026-11-23T08:00:05Z");
    assert_eq!(seen(&grace, &chat, "").await, ["Hello"]);
    let shown = grace.get(&format!("/v1/chats/{chat}")).await.expect(200);
    assert_eq!(shown.json["data"]["lastMessage"]["content"], "Hello");
    assert_eq!(grace.put(&path(&message), json!({"content": "Bye"})).await.expect(403).code(), "UNAUTHORIZED");
    assert_eq!(grace.delete(&path(&message)).await.expect(403).code(), "UNAUTHORIZED");
}

/// Everything that anybody but an admin may ask for.
async fn everywhere(who: &Person, chat: &str) -> String {
    let mut all = String::new();
    for path in
        ["/v1/chats".to_owned(), format!("/v1/chats/{chat}"), messages(chat), format!("{}?after=0", messages(chat))]
    {
        all.push_str(&who.get(&path).await.expect(200).text);
    }
    all
}

#[tokio::test]
async fn what_is_deleted_is_gone_from_every_reply() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let secret = json!({"content": "plumbago", "clientId": "1"});
    let message = id(&ada.post(&messages(&chat), secret.clone()).await.expect(201));
    grace.post(&messages(&chat), json!({"content": "What?", "replyTo": message})).await.expect(201);
    let last = id(&say(&ada, &chat, "plumbago again").await);
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert!(everywhere(&grace, &chat).await.contains("plumbago"));
    for message in [&message, &last] {
        let gone = ada.delete(&path(message)).await.expect(200);
        assert_eq!((&gone.json["data"]["content"], &gone.json["data"]["deleted"]), (&json!(""), &json!(true)));
    }
    for who in [&ada, &grace] {
        assert!(!everywhere(who, &chat).await.contains("plumbago"));
    }
    let again = ada.post(&messages(&chat), secret).await.expect(201);
    assert_eq!(
        (&again.json["data"]["content"], again.json["data"]["id"].as_str()),
        (&json!(""), Some(message.as_str()))
    );
    ada.delete(&path(&message)).await.expect(200);
    assert_eq!(ada.put(&path(&message), json!({"content": "Back"})).await.expect(409).code(), "MESSAGE_DELETED");
}

/// The event was still waiting when the message went: whoever is told late is told nothing of it.
#[tokio::test]
async fn what_is_deleted_before_it_is_announced_is_not_announced() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    cloud.hold_stream();
    let message = id(&say(&ada, &chat, "plumbago").await);
    ada.delete(&path(&message)).await.expect(200);
    cloud.release_stream();
    cloud.settle().await;
    let missed = grace.get("/v1/realtime/events?after=0").await.expect(200);
    assert!(!missed.text.contains("plumbago"));
    let events = missed.json["data"]["events"].as_array().unwrap().iter();
    let names: Vec<&str> = events.map(|event| event["event"].as_str().unwrap()).collect();
    assert!(names.contains(&"chat.message") && names.contains(&"chat.deleted"), "{names:?}");
}

#[tokio::test]
async fn an_admin_takes_away_what_stands_in_anybodys_chat_and_it_is_written_down() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "plumbago").await);
    let root = cloud.admin("root").await;
    root.put(&path(&message), json!({"content": "Something else"})).await.expect(404);
    root.delete(&path(&message)).await.expect(200);
    assert_eq!(seen(&grace, &chat, "").await, [""]);
    let dump = cloud.dump().await;
    let audits: Vec<Value> =
        dump.of_kind("aud_").map(|row| serde_dynamo::from_item(row.clone()).expect("an audit")).collect();
    let deed = audits.iter().find(|audit| audit["deed"] == "message_deleted").expect("a trace");
    assert_eq!((&deed["by"], &deed["on"], &deed["note"]), (&json!(root.id), &json!(ada.id), &json!(message)));
}

#[tokio::test]
async fn a_message_of_another_chat_is_like_one_that_is_not_there() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let eve = cloud.mentee("eve").await;
    let there = id(&say(&ada, &chat, "Hello").await);
    for (method, end, body) in [
        (Method::PUT, "", json!({"content": "Bye"})),
        (Method::DELETE, "", json!({})),
        (Method::POST, "/read", json!({})),
        (Method::POST, "/report", json!({"reason": "Rude"})),
    ] {
        let ask = async |message: &str| {
            let path = format!("/v1/messages/{message}{end}");
            let asked = eve.ask(method.clone(), &path).json(&body).send();
            let (cost, reply) = cloud.metered(asked).await;
            (reply.expect(404).json["error"].clone(), cost.round_trips)
        };
        let (error, trips) = ask(&there).await;
        assert_eq!(error["message"], "No such message.");
        assert_eq!((error, trips), ask("msg_01h455vb4pex5vsknk084sn02q").await, "{method} {end}");
    }
}

#[tokio::test]
async fn an_admin_reads_what_it_said_before_and_nobody_else() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "One").await);
    ada.put(&path(&message), json!({"content": "Two"})).await.expect(200);
    ada.delete(&path(&message)).await.expect(200);
    let history = format!("{}/history", path(&message));
    let root = cloud.admin("root").await;
    let shown = root.get(&history).await.expect(200);
    let said: Vec<&Value> = shown.json["data"].as_array().unwrap().iter().map(|former| &former["content"]).collect();
    assert_eq!(said, [&json!("One"), &json!("Two")]);
    for who in [&ada, &grace] {
        who.get(&history).await.expect(403);
    }
}

/// The chat stands in its lists as it did: that is no failure.
#[tokio::test]
async fn an_edit_leaves_nothing_to_be_tried_again() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "One").await);
    cloud.settle().await;
    ada.put(&path(&message), json!({"content": "Two"})).await.expect(200);
    cloud.settle().await;
    let rows = cloud.local().rows().expect("the rows");
    let waits = |row: &Value| row["sk"]["S"].as_str().is_some_and(|sk| sk.contains("#retry#"));
    assert!(!rows.iter().any(waits));
}

/// A message that is nowhere is looked for in a chat of its own bits.
#[tokio::test]
async fn a_chat_is_no_message_that_can_be_read() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    say(&ada, &chat, "Hello").await;
    let message: MessageId = chat.parse::<ChatId>().unwrap().uuid().into();
    let read = grace.post(&format!("{}/read", path(&message.to_string())), json!({})).await;
    assert_eq!(read.expect(404).json["error"]["message"], "No such message.");
}

#[tokio::test]
async fn the_same_words_again_change_nothing() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "One").await);
    let same = ada.put(&path(&message), json!({"content": "One"})).await.expect(200);
    assert_eq!(same.json["data"]["editedAt"], json!(null));
    let history = format!("{}/history", path(&message));
    assert_eq!(cloud.admin("root").await.get(&history).await.expect(200).json["data"], json!([]));
    ada.put(&path(&message), json!({"content": "Two"})).await.expect(200);
}

#[tokio::test]
async fn an_edit_while_the_next_is_said_leaves_the_list_with_the_next() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "One").await);
    let own = path(&message);
    let edit = ada.put(&own, json!({"content": "Uno"}));
    let (edited, _) = tokio::join!(edit, say(&grace, &chat, "Two"));
    edited.expect(200);
    let shown = ada.get(&format!("/v1/chats/{chat}")).await.expect(200);
    assert_eq!(shown.json["data"]["lastMessage"]["content"], "Two");
    assert_eq!(seen(&ada, &chat, "").await, ["Two", "Uno"]);
}
