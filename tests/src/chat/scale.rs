//! What a chat costs does not grow with what was said in it, nor a list of chats with how many there are.

use domain::id::{ChatId, MessageId};
use domain::{Entropy, UserId};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::keys;
use testkit::{Cost, Person, START, TestCloud, Units};

use super::{id, messages, pair, rows, say};
use crate::proofs::crowd::{numbered, once_more, row_at};

/// So many seconds ago, as rows have it.
fn ago(cloud: &TestCloud, seconds: i64) -> String {
    keys::instant(cloud.now().minus(SignedDuration::from_secs(seconds)))
}

/// What was said first over and over, a second apart and the last of it now. Every tenth is found by its word.
fn said(cloud: &TestCloud, grace: &Person, (chat, first): (&str, &str), count: i64) -> Vec<Value> {
    let entropy = Entropy::seeded(1);
    let (message, word) = (row_at(cloud, chat, "m#"), row_at(cloud, &keys::said(Some(grace.id)), "figs#"));
    let back = word.split_once("figs#").and_then(|(_, rest)| rest.split('#').next()).expect("a word's time");
    let latest: i64 = back.parse().expect("milliseconds");
    let at_place = |place: i64| {
        let (id, sk) = (MessageId::fresh(cloud.now(), &entropy).to_string(), format!("m#{place:012}"));
        let (sequence, at) = (numbered("sequence", place), ago(cloud, count - place));
        let (from, to) = (format!("#{latest}#"), format!("#{:013}#", latest + 1000 * (count - place)));
        let others = [
            (first, id.as_str()),
            ("m#000000000001", sk.as_str()),
            (r#""sequence":{"N":"1"}"#, sequence.as_str()),
            (START, at.as_str()),
            (from.as_str(), to.as_str()),
        ];
        let found = (place % 10 == 0).then(|| once_more(&word, &others));
        [Some(once_more(&message, &others)), found].into_iter().flatten()
    };
    (1..=count).flat_map(at_place).collect()
}

/// The chat after so many messages, which both have read.
fn after(cloud: &TestCloud, chat: &str, count: i64) -> Value {
    let (sequence, read) = (numbered("sequence", count), numbered("read", count));
    let others = [
        (r#""sequence":{"N":"1"}"#, sequence.as_str()),
        (r#""read":{"N":"0"}"#, read.as_str()),
        (r#""read":{"N":"1"}"#, read.as_str()),
    ];
    once_more(&row_at(cloud, chat, "chat"), &others)
}

/// What each of these costs in a chat of so many messages, and what it costs to look for an instant in it.
async fn costs_in(count: i64) -> ([(&'static str, Units); 5], Cost) {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let first = id(&say(&ada, &chat, "Figs").await);
    cloud.settle().await;
    cloud.broken_on_purpose("a hundred thousand messages of which nobody was told");
    let mut long = said(&cloud, &grace, (chat.as_str(), first.as_str()), count);
    long.push(after(&cloud, &chat, count));
    cloud.local().load(long).expect("a long chat");
    cloud.wait_for_indexes();
    let (says, reply) = cloud.metered(ada.post(&messages(&chat), json!({"content": "Plums"}))).await;
    let last = id(&reply.expect(201));
    let (page, reply) = cloud.metered(grace.get(&messages(&chat))).await;
    assert_eq!(rows(&reply.expect(200)).len(), 20);
    let (found, reply) = cloud.metered(grace.get("/v1/messages?search=figs")).await;
    assert_eq!(rows(&reply.expect(200)).len(), 20);
    let before = format!("{}?before={}", messages(&chat), ago(&cloud, count / 2));
    let (instant, reply) = cloud.metered(grace.get(&before)).await;
    assert_eq!(rows(&reply.expect(200)).len(), 20);
    let (reads, reply) = cloud.metered(grace.post(&format!("/v1/messages/{last}/read"), json!({}))).await;
    assert_eq!(reply.expect(200).json["data"]["unreadCount"], json!(0));
    let (list, reply) = cloud.metered(grace.get("/v1/chats")).await;
    assert_eq!(rows(&reply.expect(200))[0]["sequence"], json!(count + 1));
    let each = [("says", says), ("page", page), ("found", found), ("reads", reads), ("list", list)];
    (each.map(|(what, cost)| (what, cost.units())), instant)
}

#[tokio::test]
async fn a_hundred_thousand_messages_cost_what_a_thousand_do() {
    let ((few, near), (many, far)) = (costs_in(1_000).await, costs_in(100_000).await);
    assert_eq!(few, many);
    // An instant is narrowed down by asking at most 64 messages for their time, at half a unit each: twice among a
    // thousand, three times among a hundred thousand. Beside that there are the chat and the page.
    assert_eq!((near.round_trips, far.round_trips), (2 + 2, 2 + 3));
    assert!(far.rcu <= 3.0 * 32.0 + 6.0, "{far:?}");
}

/// Her chats with nobody she knows, each a second older than the one before. The latest hundred can be opened.
fn chats(cloud: &TestCloud, (ada, grace, chat): (&Person, &Person, &str), count: i64) -> Vec<Value> {
    let entropy = Entropy::seeded(1);
    let (other, listed) = (ada.id.to_string(), row_at(cloud, &grace.id.to_string(), "chat#"));
    let whole = row_at(cloud, chat, "chat");
    let back = |place: i64| {
        let id = ChatId::fresh(cloud.now(), &entropy).to_string();
        let (with, at) = (UserId::fresh(cloud.now(), &entropy).to_string(), ago(cloud, place));
        let others = [(chat, id.as_str()), (other.as_str(), with.as_str()), (START, at.as_str())];
        let opened = (place <= 100).then(|| once_more(&whole, &others));
        [Some(once_more(&listed, &others)), opened].into_iter().flatten()
    };
    (1..=count).flat_map(back).collect()
}

/// What her list costs where there are so many.
async fn listing_among(count: i64) -> Units {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    cloud.broken_on_purpose("a hundred thousand chats with nobody");
    cloud.local().load(chats(&cloud, (&ada, &grace, chat.as_str()), count)).expect("many chats");
    cloud.wait_for_indexes();
    let (cost, reply) = cloud.metered(grace.get("/v1/chats")).await;
    let shown = reply.expect(200);
    assert_eq!((rows(&shown).len(), &rows(&shown)[0]["id"]), (20, &json!(chat)));
    cost.units()
}

#[tokio::test]
async fn a_list_of_a_hundred_thousand_chats_costs_what_one_of_a_thousand_does() {
    assert_eq!(listing_among(1_000).await, listing_among(100_000).await);
}
