//! A chat has an address of its own, `/ws/chat/{id}/`: what is about it is told there, and nothing else.

use domain::id::ChatId;
use serde_json::json;
use testkit::{Person, Socket, TestCloud};

use super::{pair, rows, say, seen};
use crate::bookings::confirmed;

async fn enter(cloud: &TestCloud, who: &Person, chat: &str) -> Result<Socket, u16> {
    cloud.knock(&format!("/ws/chat/{chat}/?token={}", who.token()), &[]).await
}

#[tokio::test]
async fn a_chats_own_connection_hears_of_that_chat_alone() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let mut socket = enter(&cloud, &ada, &chat).await.unwrap();
    let support = ada.get("/v1/chats?type=support").await.expect(200);
    let support = rows(&support)[0]["id"].as_str().unwrap().to_owned();
    let root = cloud.admin("root").await;
    say(&root, &support, "Welcome").await;
    root.post(&format!("/v1/chats/{support}/typing"), json!({})).await.expect(200);
    confirmed(&ada, &grace, "12:00").await;
    cloud.settle().await;
    socket.hears_nothing().await;
    grace.post(&format!("/v1/chats/{chat}/typing"), json!({})).await.expect(200);
    assert_eq!(socket.told("chat.typing").await["data"]["userId"], json!(grace.id));
    say(&grace, &chat, "Hello").await;
    cloud.settle().await;
    assert_eq!(socket.told("chat.message").await["data"]["content"], "Hello");
    let resumed = socket.ask(&json!({"action": "resume", "after": 0})).await;
    let told = resumed["data"]["events"].as_array().unwrap();
    assert!(told.len() == 1 && told[0]["data"]["chatId"] == json!(chat), "{resumed}");
}

#[tokio::test]
async fn what_is_said_there_is_said_in_that_chat() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let id: ChatId = chat.parse().unwrap();
    // The appendix writes ids as bare UUIDs.
    let mut socket = enter(&cloud, &ada, &id.uuid().to_string()).await.unwrap();
    let mut other = grace.socket().await;
    let sent = socket.ask(&json!({"action": "send", "content": "Hello"})).await;
    assert_eq!((&sent["event"], &sent["data"]["chatId"]), (&json!("sent"), &json!(chat)));
    assert_eq!(seen(&grace, &chat, "").await, ["Hello"]);
    assert_eq!(socket.ask(&json!({"action": "typing"})).await["data"]["chatId"], json!(chat));
    assert_eq!(other.told("chat.typing").await["data"]["userId"], json!(ada.id));
    let nowhere = other.ask(&json!({"action": "send", "content": "Hello"})).await;
    assert_eq!((&nowhere["data"]["code"], &nowhere["data"]["field"]), (&json!("VALIDATION_ERROR"), &json!("chatId")));
    assert_eq!(other.ask(&json!({"action": "typing"})).await["data"]["field"], "chatId");
}

#[tokio::test]
async fn to_a_stranger_it_is_an_address_that_is_not_there() {
    let cloud = TestCloud::start().await;
    let (_, _, chat) = pair(&cloud).await;
    let eve = cloud.mentee("eve").await;
    for address in [chat.as_str(), "cht_01h455vb4pex5vsknk084sn02q", "none"] {
        assert_eq!(enter(&cloud, &eve, address).await.err(), Some(404), "{address}");
    }
    assert_eq!(cloud.knock(&format!("/ws/chat/{chat}/?token=none"), &[]).await.err(), Some(401));
}
