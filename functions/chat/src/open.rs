//! `POST /v1/chats`: the chat with a person, or of a session, opened if it is not there. `GET /v1/chats/{id}`: one of one's own.

use api::{AtWrite, Body, Caller, Data, Error, Now, Path, Refused};
use axum::extract::State;
use domain::UserId;
use domain::id::{BookingId, ChatId};
use serde::Deserialize;
use store::{ChatWriteError, SayTo};
use utoipa::ToSchema;

use crate::App;
use crate::view::ChatView;

/// Whom to write to: one of these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Open {
    user_id: Option<UserId>,
    /// A session that was agreed on: the chat is its mentor's and its mentee's.
    booking_id: Option<BookingId>,
}

impl Open {
    fn to(self) -> Result<SayTo, Error> {
        match (self.user_id, self.booking_id) {
            (Some(user), None) => Ok(SayTo::Person(user)),
            (None, Some(booking)) => Ok(SayTo::Session(booking)),
            (None, None) => Err(Error::invalid("userId", "is missing")),
            (Some(_), Some(_)) => Err(Error::invalid("bookingId", "goes without userId")),
        }
    }
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Body(open): Body<Open>,
) -> Result<Data<ChatView>, Refused<ChatWriteError>> {
    let chat = app.house.store.open_chat(&caller.pass, open.to()?, now).await?;
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
