//! A chat's messages: the latest first, or from a place on.

use api::{AtWrite, Caller, Error, Listing, Paging, Path, Query, Refused};
use axum::extract::State;
use domain::id::ChatId;
use serde::Deserialize;
use store::{ChatTurn, ChatWriteError, Edge, Window};
use utoipa::IntoParams;

use crate::App;
use crate::view::MessageView;

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only those before this instant (RFC 3339), or before this place.
    before: Option<String>,
    /// Only those past this place, and then the earliest first: for who comes back.
    after: Option<u64>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// The gate is read with the chat.
pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Path(id): Path<ChatId>,
    Query(which): Query<Which>,
) -> Result<Listing<MessageView>, Refused<ChatWriteError>> {
    let Which { before, after, page, limit, cursor } = which;
    let turn = Paging { page, limit, cursor }.turn(format!("messages {id} {before:?} {after:?}"))?;
    let window = window(before.as_deref(), after)?;
    let asked = ChatTurn { chat: id, window, after: turn.after.clone(), limit: turn.read };
    let (_, page) = app.house.store.messages(&asked, &caller.pass).await?;
    Ok(turn.show(page).map(MessageView::of))
}

fn window(before: Option<&str>, after: Option<u64>) -> Result<Window, Error> {
    match (before, after) {
        (None, None) => Ok(Window::Latest),
        (None, Some(place)) => Ok(Window::Past(place)),
        (Some(text), None) => edge(text).map(Window::Before),
        (Some(_), Some(_)) => Err(Error::invalid("after", "goes without before")),
    }
}

/// A place, or an instant.
fn edge(text: &str) -> Result<Edge, Error> {
    let instant = || text.parse().map(Edge::Instant);
    let edge = text.parse().map(Edge::Place).or_else(|_| instant());
    edge.map_err(|_| Error::invalid("before", "must be an instant (RFC 3339) or a place in the chat"))
}
