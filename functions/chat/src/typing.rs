//! Who types (ruling 30): said with POST, seen at once on the others' screens and with GET, over after five seconds.

use api::{AtWrite, Caller, Data, Done, Error, NoContent, Now, Path, Refused};
use axum::extract::State;
use domain::UserId;
use domain::frame::Passing;
use domain::id::{ChatId, EventId};
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

/// Who does not hear of it has missed nothing.
async fn types(app: &App, caller: &Caller, now: domain::Now, id: ChatId) -> Result<(), Error> {
    let Typist { name, screens } = app.house.store.set_typing(id, &caller.pass, now).await?;
    let frame = Passing::typing(EventId::fresh(now, &app.house.entropy), (id, caller.id, name), now);
    let (_, failed) = app.push.send_all(screens, &serde_json::to_string(&frame).unwrap_or_default()).await;
    if let Some(error) = failed {
        tracing::warn!(%error, "somebody does not see who types");
    }
    Ok(())
}
