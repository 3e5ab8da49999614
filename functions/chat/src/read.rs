//! `POST /v1/messages/{id}/read`: whoever asks has read this far. Marks go forward only.

use api::{AtWrite, Caller, Data, Now, Path, Refused};
use axum::extract::State;
use domain::id::MessageId;
use store::ChatWriteError;

use crate::App;
use crate::view::ChatView;

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<MessageId>,
) -> Result<Data<ChatView>, Refused<ChatWriteError>> {
    let chat = app.house.store.mark_read(id, &caller.pass, now).await?;
    Ok(Data(ChatView::of(&chat, caller.id)))
}
