//! Who types (ruling 30): said with POST, seen at once on the others' screens and with GET, over after five seconds.

use api::{AtWrite, Caller, Data, Done, NoContent, Now, Path, Refused};
use axum::extract::State;
use domain::UserId;
use domain::id::ChatId;
use domain::text::PersonName;
use serde::Serialize;
use store::{ChatWriteError, Typist};
use utoipa::ToSchema;

use crate::App;

/// Somebody who types.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TypistView {
    user_id: UserId,
    /// None where they have not come to this chat before.
    name: Option<PersonName>,
}

/// `GET /v1/chats/{id}/typing`: the others who type now. The gate is read with the chat.
pub async fn who(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<ChatId>,
) -> Result<Data<Vec<TypistView>>, Refused<ChatWriteError>> {
    let typists = app.house.store.typing(id, &caller.pass, now).await?;
    Ok(Data(typists.into_iter().map(|(user_id, name)| TypistView { user_id, name }).collect()))
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<ChatId>,
) -> Result<Done, Refused<ChatWriteError>> {
    types(&app, &caller, now, id).await?;
    Ok(Done("Typing."))
}

/// The appendix's words for the same.
pub async fn appendix(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<ChatId>,
) -> Result<NoContent, Refused<ChatWriteError>> {
    types(&app, &caller, now, id).await?;
    Ok(NoContent)
}

async fn types(app: &App, caller: &Caller, now: domain::Now, id: ChatId) -> Result<(), ChatWriteError> {
    let Typist { frame, screens } = app.house.store.set_typing(id, &caller.pass, now).await?;
    app.push.flash(screens, &frame).await;
    Ok(())
}
