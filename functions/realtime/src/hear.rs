//! What somebody says over a connection, and what they hear at once. What cannot be understood is
//! answered with what is wrong, and nothing else happens.

use domain::Now;
use domain::connection::{Connection, ConnectionId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Pass, ReadError};
use utoipa::ToSchema;

use crate::App;

/// What a client says. Its `id` comes back in the answer, so that it knows which of its questions that is to.
#[derive(Deserialize, ToSchema)]
#[schema(as = SocketMessage)]
pub struct Message {
    id: Option<String>,
    #[serde(flatten)]
    said: Said,
}

/// The actions of a client.
#[derive(Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
#[schema(as = SocketAction)]
pub enum Said {
    /// Nothing passes for ten minutes and API Gateway hangs up.
    Ping {},
    /// What was missed after this place of the person's sequence.
    Resume { after: u64 },
}

/// The answer's text.
pub(crate) async fn hear(app: &App, id: &ConnectionId, said: &str, now: Now) -> String {
    let (question, answer) = match serde_json::from_str::<Message>(said) {
        Ok(message) => (message.id, answered(app, id, message.said, now).await),
        Err(flaw) => (None, Ok(wrong("VALIDATION_ERROR", &flaw.to_string()))),
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
