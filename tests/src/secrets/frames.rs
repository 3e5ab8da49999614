//! Promise 31 of what is said over a connection, and on the way to one: it is in no log, in no row where it is a
//! secret, and no refusal says it back. The actions are those that the function names itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::canaries::{all, assert_sealed, assert_silent};
use super::logs::Log;
use super::planted::{ASTRAY, CARD, COOKIE, PASSWORD, TOKEN};
use crate::accounts::patient;
use crate::chat::support::support;
use crate::chat::{id, say};
use crate::proofs::coverage::actions;

/// What each question is called.
const ASKED: &str = "asked";

/// Every field that an action has: it looks at its own, and at no other.
fn fields(chat: &str, message: &str) -> Value {
    json!({
        "chatId": chat, "content": ASTRAY, "type": "text", "attachments": [], "replyTo": message, "clientId": "once",
        "messageId": message, "after": 0,
    })
}

/// A frame that is understood, and the same with a canary of each kind in the place of one field after the other.
fn frames(action: &str, whole: &Value) -> Vec<Value> {
    let named = |mut frame: Value| {
        frame["action"] = action.into();
        frame
    };
    let names = whole.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let secrets = [json!(ASTRAY), json!(CARD), json!([PASSWORD]), json!({"more": TOKEN})];
    let spoiled = names.chain(["password"]).flat_map(|name| {
        secrets.each_ref().map(|secret| {
            let mut frame = whole.clone();
            frame[name] = secret.clone();
            named(frame)
        })
    });
    std::iter::once(named(whole.clone())).chain(spoiled).collect()
}

/// What is no frame at all, or of no action.
fn noise() -> [String; 5] {
    let unfinished = format!("{{\"action\":\"send\",\"content\":\"{TOKEN}");
    [TOKEN, CARD, &format!("[\"{PASSWORD}\"]"), &format!("{{\"event\":\"{TOKEN}\"}}"), &unfinished].map(str::to_owned)
}

/// The answer to this, whatever else is told meanwhile.
async fn answer(who: &Person, frame: &str) -> Value {
    let mut socket = who.socket().await;
    socket.say_text(frame).await;
    let answer = loop {
        let heard = socket.next().await.expect("an answer");
        if heard["id"] == ASKED || heard["event"] == "error" {
            break heard;
        }
    };
    socket.close().await;
    answer
}

/// The canary that a refusal says back.
fn echo(refusal: &Value) -> Option<String> {
    let said = refusal.to_string();
    all().find(|canary| said.contains(canary)).map(|canary| format!("{canary} is said back: {said}"))
}

#[tokio::test]
async fn what_is_said_over_a_connection_is_in_no_log_no_row_and_no_refusal() {
    let (log, _listening) = Log::listen();
    let cloud = TestCloud::start_with(patient).await;
    let ada = cloud.mentee("ada").await;
    let chat = support(&ada).await;
    let message = id(&say(&ada, &chat, "Help?").await);
    let whole = fields(&chat, &message);
    let (mut refused, mut told) = (BTreeSet::new(), Vec::new());
    let named = |mut frame: Value| {
        frame["id"] = ASKED.into();
        frame.to_string()
    };
    let frames = actions().into_iter().flat_map(|action| frames(&action, &whole)).map(named);
    for frame in frames.chain(noise()) {
        let answer = answer(&ada, &frame).await;
        if answer["event"] == "error" {
            told.extend(echo(&answer).map(|echo| format!("{frame}: {echo}")));
            refused.insert(frame);
        }
    }
    assert!(told.is_empty(), "{} refusals:\n{}", told.len(), told.join("\n"));
    assert!(noise().iter().all(|noise| refused.contains(noise)), "{refused:#?}");
    assert!(refused.len() > 40, "a frame with something else in a field of its own is refused: {refused:#?}");
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
