//! What somebody says over a connection, and what they hear at once. What cannot be understood is
//! answered with what is wrong, and nothing else happens.

use domain::connection::{Connection, ConnectionId};
use domain::id::{ChatId, MessageId};
use domain::problem::{Kind, Problem};
use domain::{Now, card};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Pass, ReadError};
use utoipa::ToSchema;

use crate::App;
use crate::talk::{self, Fault, Utterance};

/// What a client says. Document 3's words for the same are taken as well.
#[derive(Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
#[schema(as = SocketAction)]
pub enum Said {
    /// Nothing passes for ten minutes and API Gateway hangs up.
    Ping {},
    /// What was missed after this place of the person's sequence.
    Resume { after: u64 },
    /// Nothing to do: whoever is connected is told whatever is theirs.
    Subscribe {},
    /// Says something in a chat; the answer comes once it is stored.
    #[serde(alias = "chat.message")]
    Send(Box<Utterance>),
    /// They type.
    #[serde(alias = "chat.typing", rename_all = "camelCase")]
    Typing {
        /// The connection's own chat where it is not named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chat_id: Option<ChatId>,
    },
    /// They have read up to this message.
    #[serde(alias = "chat.read", rename_all = "camelCase")]
    Read { message_id: MessageId },
}

/// The answer's text. The `id` of what was said comes back in it, understood or not, so that a client knows which
/// of its questions that is to.
pub(crate) async fn hear(app: &App, id: &ConnectionId, said: &str, now: Now) -> String {
    let message: Value = serde_json::from_str(said).unwrap_or_default();
    let question = message["id"].as_str().map(str::to_owned);
    let understood = match (Said::deserialize(plain(message)), api::card_at(said.as_bytes())) {
        (Ok(_), Some(field)) => Err(Fault { field: Some(field), ..Fault::new(Kind::Invalid, card::REFUSED) }),
        (Ok(said), None) => Ok(said),
        (Err(flaw), _) => Err(Fault::new(Kind::Invalid, &api::unsaid(&flaw.to_string()))),
    };
    let answer = answered(app, id, understood, now).await;
    let mut answer = answer.unwrap_or_else(|error| {
        tracing::error!(%error, "somebody was not answered");
        Fault::new(error.kind(), "Something went wrong. Try again.").frame()
    });
    if let Some(question) = question {
        answer["id"] = question.into();
    }
    answer.to_string()
}

/// Clients speak as they are spoken to, as well: the action under `event` or `type`, the rest of it under `data`.
fn plain(mut message: Value) -> Value {
    let Some(fields) = message.as_object_mut().filter(|fields| !fields.contains_key("action")) else { return message };
    let (event, word) = (fields.remove("event"), fields.remove("type"));
    let Some(action) = event.or(word) else { return message };
    let mut said = match fields.remove("data") {
        Some(Value::Object(data)) => data,
        _ => std::mem::take(fields),
    };
    said.insert("action".to_owned(), action);
    said.into()
}

/// Who is shut out hears that, whatever they say.
async fn answered(app: &App, id: &ConnectionId, said: Result<Said, Fault>, now: Now) -> Result<Value, ReadError> {
    let Some(connection) = known(app, id, now).await? else {
        return Ok(Fault::new(Kind::Unauthenticated, "Sign in first.").frame());
    };
    let said = match said {
        Ok(said) => said,
        Err(fault) => return Ok(fault.frame()),
    };
    match said {
        Said::Ping {} => Ok(json!({"type": "pong", "event": "pong", "at": now.0})),
        Said::Subscribe {} => Ok(json!({"type": "subscribed", "event": "subscribed", "at": now.0})),
        Said::Resume { after } => resumed(app, &connection, after, now).await,
        Said::Send(utterance) => Ok(talk::send(app, &connection, *utterance, now).await),
        Said::Typing { chat_id } => Ok(talk::types(app, &connection, chat_id, now).await),
        Said::Read { message_id } => Ok(talk::read(app, &connection, message_id, now).await),
    }
}

/// Whose connection it is, if their session is open; else it ends.
async fn known(app: &App, id: &ConnectionId, now: Now) -> Result<Option<Connection>, ReadError> {
    let Some(connection) = app.house.store.connection(id).await? else { return Ok(None) };
    if app.house.admits(&Pass::of(&connection), now).await? {
        return Ok(Some(connection));
    }
    if let Err(error) = app.push.close(id).await {
        tracing::warn!(%error, "a connection whose session has ended was not closed");
    }
    Ok(None)
}

/// On a chat's own connection, what of it is about that chat.
async fn resumed(app: &App, connection: &Connection, after: u64, now: Now) -> Result<Value, ReadError> {
    let mut missed = app.house.store.missed(connection.user, Some(after), now).await?;
    missed.frames.retain(|frame| connection.hears(frame.chat()));
    Ok(json!({"type": "resumed", "event": "resumed", "data": missed.shown(), "at": now.0}))
}
