//! Card numbers (promise 17): nobody is asked for one, and whoever writes one is told before anything is kept.

use serde_json::json;
use testkit::TestCloud;

use super::planted::CARD;
use crate::chat::support::support;

const MUST: &str = "must not hold a card number";

#[tokio::test]
async fn a_card_number_is_refused_at_the_field_in_which_it_stands() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let before = cloud.settled().await;
    let words = format!("I can pay: {CARD}.");
    let booking = json!({"mentorId": grace.id, "start": "2026-11-24T10:00:00Z", "duration": 60, "topic": "Rust",
        "description": words});
    let reply = ada.post("/v1/bookings", booking).await.expect(400);
    assert_eq!((reply.code(), reply.field()), ("VALIDATION_ERROR", "description"));
    assert!(reply.text.contains(MUST), "{}", reply.text);
    assert_eq!(cloud.settled().await, before);
}

#[tokio::test]
async fn nor_is_it_said_over_a_connection() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let (chat, mut socket) = (support(&ada).await, ada.socket().await);
    let before = cloud.settled().await;
    let said = json!({"action": "send", "chatId": chat, "content": format!("It is {CARD}")});
    let answer = socket.ask(&said).await;
    assert_eq!((&answer["event"], &answer["data"]["message"]), (&json!("error"), &json!(MUST)));
    assert_eq!(answer["data"]["field"], "content");
    assert_eq!(cloud.settled().await, before);
}

#[tokio::test]
async fn a_file_of_members_names_the_line_of_one() {
    let cloud = TestCloud::start().await;
    let root = cloud.admin("root").await;
    let file = format!("email,first_name,last_name,membershiptype\nada@example.org,Ada,{CARD},N\n");
    let ask = root.ask("POST".parse().unwrap(), "/v1/admin/members/import").text("text/csv", file);
    let reply = ask.send().await.expect(400);
    assert!(reply.text.contains("Line 2 must not hold a card number."), "{}", reply.text);
}
