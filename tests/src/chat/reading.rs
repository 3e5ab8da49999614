use serde_json::json;
use testkit::{Person, TestCloud};

use super::{id, pair, rows, say};

async fn unread(who: &Person) -> serde_json::Value {
    let list = who.get("/v1/chats?type=general").await.expect(200);
    rows(&list)[0]["unreadCount"].clone()
}

#[tokio::test]
async fn what_one_says_oneself_is_read_and_what_the_other_says_is_counted() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let mut last = String::new();
    for content in ["One", "Two", "Three"] {
        last = id(&say(&ada, &chat, content).await);
    }
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!((unread(&ada).await, unread(&grace).await), (json!(0), json!(3)));
    let read = grace.post(&format!("/v1/messages/{last}/read"), json!({})).await.expect(200);
    assert_eq!(read.json["data"]["unreadCount"], 0);
    assert_eq!(unread(&grace).await, json!(0));
    say(&grace, &chat, "Four").await;
    assert_eq!((unread(&ada).await, unread(&grace).await), (json!(1), json!(0)));
}

#[tokio::test]
async fn a_mark_does_not_go_back() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (one, two) = (id(&say(&ada, &chat, "One").await), id(&say(&ada, &chat, "Two").await));
    for message in [&two, &one, &two] {
        let read = grace.post(&format!("/v1/messages/{message}/read"), json!({})).await.expect(200);
        assert_eq!(read.json["data"]["unreadCount"], 0);
    }
    let shown = ada.get(&format!("/v1/chats/{chat}")).await.expect(200);
    let people = shown.json["data"]["participants"].as_array().unwrap();
    let mark = people.iter().find(|person| person["id"] == json!(grace.id)).unwrap();
    assert_eq!(mark["read"], 2);
}

#[tokio::test]
async fn reading_while_the_other_writes_loses_neither() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let first = id(&say(&ada, &chat, "One").await);
    let path = format!("/v1/messages/{first}/read");
    let (read, _) = tokio::join!(grace.post(&path, json!({})), say(&ada, &chat, "Two"));
    read.expect(200);
    let shown = grace.get(&format!("/v1/chats/{chat}")).await.expect(200);
    assert_eq!((&shown.json["data"]["unreadCount"], &shown.json["data"]["sequence"]), (&json!(1), &json!(2)));
}
