//! `POST /v1/chats`: the chat with a person, opened if it is not there. `GET /v1/chats/{id}`: one of one's own.

use api::{AtWrite, Body, Caller, Data, Now, Path, Refused};
use axum::extract::State;
use domain::UserId;
use domain::id::ChatId;
use serde::Deserialize;
use store::ChatWriteError;
use utoipa::ToSchema;

use crate::App;
use crate::view::ChatView;

/// Whom to write to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Open {
    user_id: UserId,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Body(open): Body<Open>,
) -> Result<Data<ChatView>, Refused<ChatWriteError>> {
    let chat = app.house.store.open_chat(&caller.pass, open.user_id, now).await?;
    Ok(Data(ChatView::of(&chat, caller.id)))
}

/// The gate is read with the chat.
pub async fn one(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<ChatId>,
) -> Result<Data<ChatView>, Refused<ChatWriteError>> {
    let (chat, online) = app.house.store.chat_with_presence(id, &caller.pass, now).await?;
    Ok(Data(ChatView::showing(&chat, caller.id, &online)))
}
