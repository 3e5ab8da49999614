//! Who types is seen at once, by the others of the chat only, and is over by itself.

use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{pair, rows};

async fn who(reader: &Person, chat: &str) -> Vec<Value> {
    let shown = reader.get(&format!("/v1/chats/{chat}/typing")).await.expect(200);
    rows(&shown).iter().map(|typist| typist["userId"].clone()).collect()
}

#[tokio::test]
async fn the_other_sees_it_for_five_seconds_and_oneself_not() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (mut own, mut other) = (ada.socket().await, grace.socket().await);
    ada.post(&format!("/v1/chats/{chat}/typing"), json!({})).await.expect(200);
    let frame = other.told("chat.typing").await;
    assert_eq!((&frame["data"]["userId"], &frame["data"]["chatId"]), (&json!(ada.id), &json!(chat)));
    assert_eq!(
        (&frame["data"]["name"], &frame["data"]["expiresAt"]),
        (&json!("ada Example"), &json!("2026-11-23T08:00:05Z"))
    );
    assert_eq!(frame.get("sequence"), None);
    own.hears_nothing().await;
    assert_eq!((who(&grace, &chat).await, who(&ada, &chat).await), (vec![json!(ada.id)], vec![]));
    cloud.advance(SignedDuration::from_secs(4));
    assert_eq!(who(&grace, &chat).await.len(), 1);
    cloud.advance(SignedDuration::from_secs(1));
    assert_eq!(who(&grace, &chat).await, [] as [Value; 0]);
}

#[tokio::test]
async fn it_is_kept_for_nobody_and_told_to_no_stranger() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let eve = cloud.mentee("eve").await;
    let mut stranger = eve.socket().await;
    ada.post(&format!("/v1/chats/{chat}/typing"), json!({})).await.expect(200);
    stranger.hears_nothing().await;
    assert!(!grace.get("/v1/realtime/events?after=0").await.expect(200).text.contains("typing"));
    eve.get(&format!("/v1/chats/{chat}/typing")).await.expect(404);
    eve.post(&format!("/v1/chats/{chat}/typing"), json!({})).await.expect(404);
}

/// Their connection is not closed yet: the event that closes it waits.
#[tokio::test]
async fn whose_session_has_ended_sees_nobody_type() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let mut screen = grace.socket().await;
    cloud.hold_stream();
    grace.suspend().await;
    ada.post(&format!("/v1/chats/{chat}/typing"), json!({})).await.expect(200);
    screen.hears_nothing().await;
    cloud.release_stream();
}
