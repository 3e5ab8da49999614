//! A message with other words, or without any, and what it said before.

use api::{Admin, AtWrite, Body, Caller, Data, Error, Now, Path, Refused};
use axum::extract::State;
use domain::UserId;
use domain::account::Account;
use domain::chat::{ChatError, Former, Message};
use domain::event::ChatNews;
use domain::id::MessageId;
use domain::text::Content;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::ChatWriteError;
use utoipa::ToSchema;

use crate::App;
use crate::view::MessageView;

/// The message's new words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWords {
    content: Content,
}

/// What a message said before.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormerView {
    version: u32,
    content: Content,
    /// When that was changed, and by whom.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    changed_by: UserId,
}

pub async fn edit(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<MessageId>,
    Body(new): Body<NewWords>,
) -> Result<Data<MessageView>, Refused<ChatWriteError>> {
    let decide = |message: &Message, me: &Account| message.edit(me.id, new.content.clone(), now);
    let message = app.house.store.change_message(id, &caller.pass, ChatNews::Edited, decide, now).await?;
    Ok(Data(MessageView::of(message)))
}

pub async fn delete(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<MessageId>,
) -> Result<Data<MessageView>, Refused<ChatWriteError>> {
    let decide = |message: &Message, me: &Account| message.delete(me.id, me.roles, now);
    let message = app.house.store.change_message(id, &caller.pass, ChatNews::Deleted, decide, now).await?;
    Ok(Data(MessageView::of(message)))
}

/// `GET /v1/messages/{id}/history`: for admins.
pub async fn history(
    State(app): State<App>,
    _: Admin,
    Path(id): Path<MessageId>,
) -> Result<Data<Vec<FormerView>>, Error> {
    let formers = app.house.store.formers(id).await?.ok_or(ChatError::NoSuchMessage)?;
    Ok(Data(formers.into_iter().map(FormerView::of).collect()))
}

impl FormerView {
    fn of(former: Former) -> Self {
        let Former { version, content, until, by } = former;
        Self { version, content, until, changed_by: by }
    }
}
