//! `PUT /v1/chats/{id}/assignee`: which admin sees to a support chat.

use api::{Admin, AtWrite, Body, Data, Now, Path, Refused};
use axum::extract::State;
use domain::UserId;
use domain::id::ChatId;
use serde::Deserialize;
use store::ChatWriteError;
use utoipa::ToSchema;

use crate::App;
use crate::view::ChatView;

/// Who is to see to it; nobody where it is null.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assignee {
    admin_id: Option<UserId>,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Admin>,
    Now(now): Now,
    Path(id): Path<ChatId>,
    Body(assignee): Body<Assignee>,
) -> Result<Data<ChatView>, Refused<ChatWriteError>> {
    let chat = app.house.store.assign_chat(id, assignee.admin_id, &caller.pass, now).await?;
    Ok(Data(ChatView::of(&chat, caller.id)))
}
