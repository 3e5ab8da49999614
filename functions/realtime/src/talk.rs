//! What is said in chats over a connection: the same acts as over HTTP, with the same answers.

use domain::Now;
use domain::chat::{MessageKind, Words};
use domain::connection::Connection;
use domain::frame::Data;
use domain::id::{ChatId, FileId, MessageId};
use domain::problem::{Invalid, Kind, Problem};
use domain::text::{ClientId, Content};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Pass, Say, SayTo, Typist};
use utoipa::ToSchema;

use crate::App;

/// What somebody says, in the words of `POST /v1/chats/{id}/messages`.
#[derive(Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SocketUtterance)]
pub struct Utterance {
    /// The connection's own chat where it is not named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<ChatId>,
    pub content: Content,
    #[serde(default, rename = "type")]
    #[schema(inline)]
    pub kind: MessageKind,
    #[serde(default)]
    pub attachments: Vec<FileId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The client's own name for it: whoever is not answered sends it again under the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

/// They have read so far.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    pub chat_id: ChatId,
    pub unread_count: u64,
}

/// It is known that they type.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Heard {
    pub chat_id: ChatId,
}

/// Why nothing was done: the words of the main API's errors.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    pub code: String,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// Acknowledged once it is stored.
pub(crate) async fn send(app: &App, by: &Connection, said: Utterance, now: Now) -> Value {
    let Utterance { chat_id, content, kind, attachments, reply_to, client_id } = said;
    let Some(chat) = chat_id.or(by.chat) else { return no_chat() };
    let words = Words { content, kind, attachments, reply_to, client: client_id };
    let say = Say { pass: &Pass::of(by), to: SayTo::Chat(chat), words, once: None };
    match app.house.store.say(&say, now).await {
        Ok(spoken) => answer("sent", &Data::message(&spoken.message), now),
        Err(error) => refused(&error),
    }
}

pub(crate) async fn read(app: &App, by: &Connection, message: MessageId, now: Now) -> Value {
    match app.house.store.mark_read(message, &Pass::of(by), now).await {
        Ok(chat) => answer("marked", &Marked { chat_id: chat.id, unread_count: chat.unread(by.user) }, now),
        Err(error) => refused(&error),
    }
}

pub(crate) async fn types(app: &App, by: &Connection, chat: Option<ChatId>, now: Now) -> Value {
    let Some(chat) = chat.or(by.chat) else { return no_chat() };
    match app.house.store.set_typing(chat, &Pass::of(by), now).await {
        Ok(Typist { frame, screens }) => {
            app.push.flash(screens, &frame).await;
            answer("heard", &Heard { chat_id: chat }, now)
        }
        Err(error) => refused(&error),
    }
}

fn answer(what: &str, data: &impl Serialize, now: Now) -> Value {
    json!({"type": what, "event": what, "data": data, "at": now.0})
}

fn no_chat() -> Value {
    refused(&Invalid::new("chatId", "is missing"))
}

/// What the main API would say; failures of ours are logged here and say nothing of their cause.
fn refused(error: &impl Problem) -> Value {
    if error.kind() == Kind::Internal {
        tracing::error!(%error, "somebody was not answered");
        return Fault::new(Kind::Internal, "Something went wrong.").frame();
    }
    let (code, message) = (error.code().to_owned(), error.to_string());
    Fault { code, message, field: error.field().map(str::to_owned), retry_after: error.retry_after() }.frame()
}

impl Fault {
    pub(crate) fn new(kind: Kind, message: &str) -> Self {
        Self { code: kind.code().to_owned(), message: message.to_owned(), field: None, retry_after: None }
    }

    pub fn frame(&self) -> Value {
        json!({"type": "error", "event": "error", "data": self})
    }
}
