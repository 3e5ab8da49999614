//! Promise 31 of what is said over a connection, and on the way to one: it is in no log, in no row where it is a
//! secret, and no refusal says it back. The actions are those that the function names itself.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::canaries::{all, assert_sealed, assert_silent};
use super::logs::Log;
use super::planted::{ASTRAY, CARD, COOKIE, PASSWORD, TOKEN, spoiled};
use crate::accounts::patient;
use crate::chat::{id, say};
use crate::proofs::coverage::actions;
use crate::proofs::operations::chat::support;

/// Every field that an action has: it looks at its own, and at no other.
fn fields(chat: &str, message: &str) -> Value {
    json!({"chatId": chat, "content": ASTRAY, "clientId": "once", "messageId": message, "after": 0})
}

/// A frame that is understood, and what comes of it when a canary stands in its place, field by field.
fn frames(action: &str, whole: &Value) -> Vec<String> {
    let named = |mut frame: Value| {
        frame["action"] = action.into();
        frame.to_string()
    };
    let whole = named(whole.clone());
    let spoiled = spoiled(&serde_json::from_str(&whole).expect("JSON"));
    let secrets = [PASSWORD, TOKEN, CARD].map(|secret| json!({"action": action, "password": secret, "token": secret}));
    std::iter::once(whole).chain(spoiled.iter().chain(&secrets).map(Value::to_string)).collect()
}

/// What is no frame at all.
fn noise() -> Vec<String> {
    let unfinished = format!("{{\"action\":\"send\",\"content\":\"{TOKEN}");
    [TOKEN, CARD, &format!("[\"{PASSWORD}\"]"), &format!("{{\"event\":\"{TOKEN}\"}}"), &unfinished]
        .map(str::to_owned)
        .into()
}

/// What a refusal says, where it says what it should not.
fn echo(answer: &Value) -> Option<String> {
    let said = answer.to_string();
    let canary = all().find(|canary| said.contains(canary))?;
    (answer["event"] == "error").then(|| format!("{canary} is said back: {said}"))
}

async fn told_by(who: &Person, frames: Vec<String>) -> Vec<String> {
    let mut told = Vec::new();
    for frame in frames {
        let mut socket = who.socket().await;
        socket.say_text(&frame).await;
        let answer = socket.next().await.unwrap_or_default();
        told.extend(echo(&answer).map(|echo| format!("{frame}: {echo}")));
        socket.close().await;
    }
    told
}

#[tokio::test]
async fn what_is_said_over_a_connection_is_in_no_log_no_row_and_no_refusal() {
    let (log, _listening) = Log::listen();
    let cloud = TestCloud::start_with(patient).await;
    let ada = cloud.mentee("ada").await;
    let chat = support(&ada).await;
    let message = id(&say(&ada, &chat, "Help?").await);
    let whole = fields(&chat, &message);
    let frames: Vec<String> = actions().iter().flat_map(|action| frames(action, &whole)).chain(noise()).collect();
    let told = told_by(&ada, frames).await;
    assert!(told.is_empty(), "{} refusals:\n{}", told.len(), told.join("\n"));
    cloud.settle().await;
    assert_sealed(&cloud);
    assert_silent(&log);
}

#[tokio::test]
async fn nor_what_somebody_shows_at_the_door() {
    let (log, _listening) = Log::listen();
    let cloud = TestCloud::start_with(patient).await;
    for query in [format!("token={TOKEN}"), format!("ticket={TOKEN}"), format!("more={CARD}"), TOKEN.to_owned()] {
        let cookie = format!("__Host-access={COOKIE}; __Secure-refresh={COOKIE}");
        let headers = [("cookie", cookie.as_str()), ("user-agent", CARD), ("authorization", TOKEN)];
        assert_eq!(cloud.knock(&format!("/ws?{query}"), &headers).await.err(), Some(401));
    }
    cloud.settle().await;
    assert_sealed(&cloud);
    assert_silent(&log);
}
