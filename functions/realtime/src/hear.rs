//! What somebody says over a connection, and what they hear at once. What cannot be understood is
//! answered with what is wrong, and nothing else happens.

use domain::Now;
use domain::connection::{Connection, ConnectionId};
use domain::id::{ChatId, MessageId};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Pass, ReadError};

use crate::App;
use crate::talk::{self, Utterance};

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Said {
    /// Nothing passes for ten minutes and API Gateway hangs up.
    Ping {},
    /// What was missed after this place of the person's sequence.
    Resume { after: u64 },
    /// Says something in a chat; the answer comes once it is stored.
    Send(Box<Utterance>),
    /// They type.
    #[serde(rename_all = "camelCase")]
    Typing { chat_id: ChatId },
    /// They have read up to this message.
    #[serde(rename_all = "camelCase")]
    Read { message_id: MessageId },
}

/// The answer's text. The `id` of what was said comes back in it, understood or not, so that a client knows which
/// of its questions that is to.
pub(crate) async fn hear(app: &App, id: &ConnectionId, said: &str, now: Now) -> String {
    let message: Value = serde_json::from_str(said).unwrap_or_default();
    let question = message["id"].as_str().map(str::to_owned);
    let answer = match Said::deserialize(message) {
        Ok(said) => answered(app, id, said, now).await,
        Err(flaw) => Ok(wrong("VALIDATION_ERROR", &flaw.to_string())),
    };
    let mut answer = answer.unwrap_or_else(|error| {
        tracing::error!(%error, "somebody was not answered");
        wrong("INTERNAL_SERVER_ERROR", "Something went wrong. Try again.")
    });
    if let Some(question) = question {
        answer["id"] = question.into();
    }
    answer.to_string()
}

async fn answered(app: &App, id: &ConnectionId, said: Said, now: Now) -> Result<Value, ReadError> {
    let Some(connection) = known(app, id, now).await? else {
        return Ok(wrong("AUTHENTICATION_REQUIRED", "Sign in first."));
    };
    match said {
        Said::Ping {} => Ok(json!({"type": "pong", "event": "pong", "at": now.0})),
        Said::Resume { after } => resumed(app, &connection, after, now).await,
        Said::Send(utterance) => Ok(talk::send(app, &connection, *utterance, now).await),
        Said::Typing { chat_id } => Ok(talk::types(app, &connection, chat_id, now).await),
        Said::Read { message_id } => Ok(talk::read(app, &connection, message_id, now).await),
    }
}

/// Whose connection it is, if their session is open; else it ends.
async fn known(app: &App, id: &ConnectionId, now: Now) -> Result<Option<Connection>, ReadError> {
    let Some(connection) = app.house.store.connection(id).await? else { return Ok(None) };
    let pass = Pass { user: connection.user, session: connection.session, epoch: connection.epoch };
    if app.house.admits(&pass, now).await? {
        return Ok(Some(connection));
    }
    if let Err(error) = app.push.close(id).await {
        tracing::warn!(%error, "a connection whose session has ended was not closed");
    }
    Ok(None)
}

async fn resumed(app: &App, connection: &Connection, after: u64, now: Now) -> Result<Value, ReadError> {
    let missed = app.house.store.missed(connection.user, Some(after), now).await?;
    Ok(json!({"type": "resumed", "event": "resumed", "data": missed.shown(), "at": now.0}))
}

fn wrong(code: &str, message: &str) -> Value {
    json!({"type": "error", "event": "error", "data": {"code": code, "message": message}})
}
