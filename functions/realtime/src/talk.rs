//! What is said in chats over a connection: the same acts as over HTTP, with the same answers.

use domain::Now;
use domain::chat::{MessageKind, Words};
use domain::connection::Connection;
use domain::frame::{Data, Typing};
use domain::id::{ChatId, EventId, FileId, MessageId};
use domain::problem::{Kind, Problem};
use domain::text::{ClientId, Content};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{ChatWriteError, Pass, Say, SayTo, Typist};

use crate::App;

/// What somebody says, in the words of `POST /v1/chats/{id}/messages`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Utterance {
    chat_id: ChatId,
    content: Content,
    #[serde(default, rename = "type")]
    kind: MessageKind,
    #[serde(default)]
    attachments: Vec<FileId>,
    reply_to: Option<MessageId>,
    /// The client's own name for it: whoever is not answered sends it again under the same.
    client_id: Option<ClientId>,
}

/// Acknowledged once it is stored.
pub(crate) async fn send(app: &App, by: &Connection, said: Utterance, now: Now) -> Value {
    let Utterance { chat_id, content, kind, attachments, reply_to, client_id } = said;
    let words = Words { content, kind, attachments, reply_to, client: client_id };
    let say = Say { pass: &pass(by), to: SayTo::Chat(chat_id), words, once: None };
    match app.house.store.say(&say, now).await {
        Ok(spoken) => answer("sent", &json!(Data::message(&spoken.message)), now),
        Err(error) => refused(&error),
    }
}

pub(crate) async fn read(app: &App, by: &Connection, message: MessageId, now: Now) -> Value {
    match app.house.store.mark_read(message, &pass(by), now).await {
        Ok(chat) => answer("read", &json!({"chatId": chat.id, "unreadCount": chat.unread(by.user)}), now),
        Err(error) => refused(&error),
    }
}

/// Who does not hear of it has missed nothing.
pub(crate) async fn types(app: &App, by: &Connection, chat: ChatId, now: Now) -> Value {
    let Typist { name, screens } = match app.house.store.set_typing(chat, &pass(by), now).await {
        Ok(typist) => typist,
        Err(error) => return refused(&error),
    };
    let frame = Typing::of(EventId::fresh(now, &app.house.entropy), chat, by.user, name, now);
    let (_, failed) = app.push.send_all(screens, &serde_json::to_string(&frame).unwrap_or_default()).await;
    if let Some(error) = failed {
        tracing::warn!(%error, "somebody does not see who types");
    }
    answer("typing", &json!({"chatId": chat}), now)
}

fn pass(by: &Connection) -> Pass {
    Pass { user: by.user, session: by.session, epoch: by.epoch }
}

fn answer(what: &str, data: &Value, now: Now) -> Value {
    json!({"type": what, "event": what, "data": data, "at": now.0})
}

/// What the main API would say, in a frame; failures of ours are logged here and say nothing of their cause.
fn refused(error: &ChatWriteError) -> Value {
    let internal = error.kind() == Kind::Internal;
    if internal {
        tracing::error!(%error, "somebody was not answered");
    }
    let message = if internal { "Something went wrong.".to_owned() } else { error.to_string() };
    let (code, field, retry_after) = (error.code(), error.field(), error.retry_after());
    let data = json!({"code": code, "message": message, "field": field, "retryAfter": retry_after});
    json!({"type": "error", "event": "error", "data": data})
}
