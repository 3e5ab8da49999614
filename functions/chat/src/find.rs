//! `GET /v1/messages?search=`: what was said in the caller's own chats; for admins, in all support chats as well.

use api::{AtWrite, Caller, Error, Listing, Paging, Query, Refused};
use axum::extract::State;
use domain::chat::Sought;
use domain::id::ChatId;
use serde::Deserialize;
use store::{ChatWriteError, FindMessages};
use utoipa::IntoParams;

use crate::App;
use crate::view::MessageView;

/// What is looked for, and where.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct Which {
    /// Beginnings of words, all of which a message must say; one of them of two characters or more. A message is
    /// looked up by its first 40 different words, a moment after it was said. A page may show fewer than `limit`
    /// though there are more: go on with `nextCursor`.
    #[param(required = true, value_type = String)]
    search: Option<String>,
    /// Only in this chat.
    #[param(inline)]
    chat_id: Option<ChatId>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// The gate is read with the messages.
pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Query(which): Query<Which>,
) -> Result<Listing<MessageView>, Refused<ChatWriteError>> {
    let Which { search, chat_id: chat, page, limit, cursor } = which;
    let sought = Sought::parse("search", search.as_deref().unwrap_or_default()).map_err(Error::from)?;
    let turn = Paging { page, limit, cursor }.turn(format!("said {sought:?} {chat:?}"))?;
    let find = FindMessages {
        pass: &caller.pass,
        roles: caller.roles,
        sought: &sought,
        chat,
        after: turn.after.clone(),
        skip: turn.skip,
        limit: turn.read,
    };
    let page = app.house.store.find_messages(&find).await?;
    Ok(turn.show_rest(page).map(MessageView::of))
}
