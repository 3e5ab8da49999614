//! Who is there is seen by those who have a chat with them, and by nobody else.

use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{pair, rows, say};

/// What the list and the chat say of the other one.
async fn shown(reader: &Person, chat: &str, other: &Person) -> (Value, Value) {
    let of = |view: &Value| {
        let all = view["participants"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["id"] == json!(other.id)).unwrap()["online"].clone()
    };
    let list = reader.get("/v1/chats?type=general").await.expect(200);
    let one = reader.get(&format!("/v1/chats/{chat}")).await.expect(200);
    (of(&rows(&list)[0]), of(&one.json["data"]))
}

/// The gateway has told of those that were closed.
async fn until(cloud: &TestCloud, who: &Person, left: usize) {
    while cloud.store().connections(who.id).await.unwrap().open.len() > left {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_other_of_a_chat_sees_who_comes_and_goes() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let mut screen = grace.socket().await;
    cloud.settle().await;
    assert_eq!(shown(&grace, &chat, &ada).await, (json!(false), json!(false)));
    let (first, second) = (ada.socket().await, ada.socket().await);
    cloud.settle().await;
    let came = screen.presence().await;
    assert_eq!((&came["data"]["userId"], &came["data"]["online"]), (&json!(ada.id), &json!(true)));
    assert_eq!(came.get("sequence"), None, "it is of the moment");
    cloud.wait_for_indexes();
    assert_eq!(shown(&grace, &chat, &ada).await, (json!(true), json!(true)));
    // One of two tabs is closed, and they are still there.
    first.close().await;
    until(&cloud, &ada, 1).await;
    second.close().await;
    until(&cloud, &ada, 0).await;
    cloud.settle().await;
    let went = screen.presence().await;
    assert_eq!((&went["data"]["userId"], &went["data"]["online"]), (&json!(ada.id), &json!(false)));
    cloud.wait_for_indexes();
    assert_eq!(shown(&grace, &chat, &ada).await, (json!(false), json!(false)));
}

#[tokio::test]
async fn whose_connection_has_had_its_two_hours_is_not_there() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let _tab = ada.socket().await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!(shown(&grace, &chat, &ada).await.1, json!(true));
    cloud.advance(SignedDuration::from_hours(2));
    cloud.wait_for_indexes();
    assert_eq!(shown(&grace, &chat, &ada).await.1, json!(false));
}

#[tokio::test]
async fn a_stranger_sees_nobody_come() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    say(&ada, &chat, "Hello").await;
    let mut stranger = cloud.mentee("eve").await.socket().await;
    let mut other = grace.socket().await;
    cloud.settle().await;
    let _tab = ada.socket().await;
    cloud.settle().await;
    other.presence().await;
    // A frame that comes later than that of presence would.
    assert_eq!(stranger.ask(&json!({"action": "ping"})).await["event"], "pong");
    assert!(stranger.has_seen_nobody());
}
