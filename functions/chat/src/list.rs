//! One's conversations, the latest first, each with its last message and how much of it is unread.

use api::{AtWrite, Caller, Error, Listing, Now, Paging, Query, Refused};
use axum::extract::State;
use domain::Role;
use domain::chat::ChatKind;
use serde::Deserialize;
use store::{ChatWriteError, ListChats};
use utoipa::{IntoParams, ToSchema};

use crate::view::ChatView;
use crate::{App, search};

/// Document 3's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    Task,
    General,
    Support,
}

/// Which conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `general` (between two people, also about a session), `task` or `support`; an admin's support chats are everybody's.
    #[serde(rename = "type")]
    #[param(inline)]
    kind: Option<Word>,
    /// For admins, with `type=support`: the beginnings of words of the student's name or address.
    search: Option<String>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// The gate is read with the chats; where it is a search, by the edge.
pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Query(which): Query<Which>,
) -> Result<Listing<ChatView>, Refused<ChatWriteError>> {
    let Which { kind, search, page, limit, cursor } = which;
    let search = search.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let turn = Paging { page, limit, cursor }.turn(format!("chats {kind:?} {search:?}"))?;
    if let Some(text) = search {
        if !caller.roles.has(Role::Admin) || kind != Some(Word::Support) {
            return Err(Error::invalid("search", "is for admins, among the support chats (type=support)").into());
        }
        let page = search::support(&app, &text, &turn).await?;
        return Ok(turn.show_rest(page).map(|chat| ChatView::of(&chat, caller.id)));
    }
    let list = ListChats {
        pass: &caller.pass,
        roles: caller.roles,
        kinds: kinds(kind),
        after: turn.after.clone(),
        skip: turn.skip,
        limit: turn.read,
    };
    let (page, online) = app.house.store.chats_with_presence(&list, now).await?;
    Ok(turn.show_rest(page).map(|chat| ChatView::showing(&chat, caller.id, &online)))
}

/// No chat is about a task yet.
fn kinds(word: Option<Word>) -> Vec<ChatKind> {
    match word {
        None => vec![ChatKind::Direct, ChatKind::Session, ChatKind::Support],
        Some(Word::General) => vec![ChatKind::Direct, ChatKind::Session],
        Some(Word::Support) => vec![ChatKind::Support],
        Some(Word::Task) => Vec::new(),
    }
}
