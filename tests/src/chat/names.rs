//! A client's own name for a message: sent again, it is the same message.

use serde_json::json;
use testkit::TestCloud;

use super::{id, messages, open, pair, say, seen};

#[tokio::test]
async fn a_message_that_is_sent_again_is_there_once_and_gets_the_first_answer() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let body = json!({"content": "Hello", "clientId": "a1"});
    let first = ada.post(&messages(&chat), body.clone()).await.expect(201);
    say(&grace, &chat, "Hello yourself").await;
    let again = ada.post(&messages(&chat), body).await.expect(201);
    assert_eq!(again.json, first.json);
    assert_eq!(seen(&ada, &chat, "").await, ["Hello yourself", "Hello"]);
}

#[tokio::test]
async fn the_same_name_with_other_words_is_refused_by_name() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    ada.post(&messages(&chat), json!({"content": "Hello", "clientId": "a1"})).await.expect(201);
    let other = ada.post(&messages(&chat), json!({"content": "Bye", "clientId": "a1"})).await.expect(422);
    assert_eq!(other.field(), "clientId");
    // A name is its author's, and its chat's.
    grace.post(&messages(&chat), json!({"content": "Bye", "clientId": "a1"})).await.expect(201);
    let root = cloud.admin("root").await;
    let elsewhere = id(&open(&root, &ada).await.expect(200));
    ada.post(&messages(&elsewhere), json!({"content": "Bye", "clientId": "a1"})).await.expect(201);
}

#[tokio::test]
async fn an_idempotency_key_names_a_message_as_well() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let send = |content: &str| {
        let ask = ada.ask(reqwest::Method::POST, &messages(&chat)).header("idempotency-key", "k");
        ask.json(&json!({"content": content})).send()
    };
    let first = send("Hello").await.expect(201);
    assert_eq!(send("Hello").await.expect(201).json, first.json);
    assert_eq!(send("Bye").await.expect(422).field(), "Idempotency-Key");
    // The client's own name is another space of names.
    ada.post(&messages(&chat), json!({"content": "Bye", "clientId": "k"})).await.expect(201);
}

#[tokio::test]
async fn ten_who_send_the_same_at_once_have_sent_it_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let body = json!({"content": "Hello", "clientId": "a1"});
    let path = messages(&chat);
    let replies = futures::future::join_all((0..10).map(|_| ada.post(&path, body.clone()))).await;
    assert!(replies.iter().all(|reply| reply.status == 201 && reply.json == replies[0].json));
    assert_eq!(seen(&grace, &chat, "").await, ["Hello"]);
}

#[tokio::test]
async fn the_last_message_of_a_minute_that_was_stored_unheard_is_no_thirty_first() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    for number in 1..30 {
        say(&ada, &chat, &number.to_string()).await;
    }
    cloud.settle().await;
    cloud.calm();
    let (path, body) = (messages(&chat), json!({"content": "Hello", "clientId": "a1"}));
    let pause = cloud.pause_before(1);
    let meanwhile = async {
        pause.reached().await;
        let reply = ada.post(&path, body.clone()).await;
        pause.go();
        reply
    };
    let (again, first) = tokio::join!(ada.post(&path, body.clone()), meanwhile);
    assert_eq!(again.expect(201).json, first.expect(201).json);
    assert_eq!(seen(&grace, &chat, "?limit=2").await, ["Hello", "29"]);
}
